from django.utils.translation import gettext_lazy as _

from config.kernel.models import Fact
from events.calendar.emails import mail_about
from events.names.facts import REVEAL_MADE_MUTUAL
from events.names.models import Reveal
from memberships.mail.emails import Mail, sent_on, speaking_to
from memberships.mail.models import NotificationPreference


@sent_on(REVEAL_MADE_MUTUAL, name="events.mail_reveal")
def mail_reveal(fact: Fact) -> Mail | None:
    """To each of two who know each other now. The name is on the page alone, not in the mail."""
    people = ("giver__membership__user", "giver__membership__community")
    reveals = Reveal.objects.within(fact.home).mutual()
    known = reveals.select_related("receiver", "giver__event", *people)
    reveal = known.filter(pk=fact.subject_id).first()
    if reveal is None:
        return None
    reader = reveal.giver.membership
    with speaking_to(user=reader.user, community=reader.community):
        handle = reveal.receiver.label
    return mail_about(
        reveal.giver.event,
        to=reader,
        category=NotificationPreference.Category.FOLLOW_UPS,
        subject=_("You and %(handle)s have revealed yourselves"),
        template="events/names/emails/reveal.html",
        handle=handle,
    )
