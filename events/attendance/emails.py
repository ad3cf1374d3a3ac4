from django.utils.translation import gettext_lazy as _

from config.kernel.models import Fact
from events.attendance.facts import SAFETY_NEWS_DUE
from events.attendance.models import WrapUp
from events.attendance.policies import staff_of
from memberships.communities.models import Membership
from memberships.mail.emails import Mail, sent_on


@sent_on(SAFETY_NEWS_DUE, name="events.mail_safety_answer")
def mail_safety_answer(fact: Fact) -> Mail | None:
    """Asks a moderator to look; says neither who asked nor what was said.

    None once the answer is looked after, or is not theirs to read any more.
    """
    waiting = WrapUp.objects.within(fact.home).asking_for_a_moderator()
    answer = waiting.select_related("event").filter(pk=fact.subject_id).first()
    reader_id = fact.data["reader_id"]
    if answer is None or reader_id not in staff_of(fact.home).readers_of(answer):
        return None
    members = Membership.objects.within(fact.home).select_related("user", "community")
    return Mail(
        to=members.get(pk=reader_id),
        subject=_("Somebody would like a moderator to look at something"),
        template="events/attendance/emails/safety_answer.html",
    )
