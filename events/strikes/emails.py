from django.utils.translation import gettext_lazy as _

from config.kernel.models import Fact
from events.calendar.emails import mail_about
from events.strikes.facts import STRIKE_MADE
from events.strikes.models import Strike
from memberships.mail.emails import Mail, sent_on
from memberships.mail.models import NotificationPreference


@sent_on(STRIKE_MADE, name="events.mail_strike")
def mail_strike(fact: Fact) -> Mail | None:
    """To the member alone, who can say what happened only if they know of it."""
    strikes = Strike.objects.within(fact.home).filter(forgiven_at=None)
    known = strikes.select_related("event", "membership__user", "membership__community")
    strike = known.filter(pk=fact.subject_id).first()
    if strike is None:
        return None
    return mail_about(
        strike.event,
        to=strike.membership,
        category=NotificationPreference.Category.SEATS,
        subject=_("Your seat stayed empty: %(title)s"),
        template="events/strikes/emails/empty_seat.html",
        is_absence=strike.kind == Strike.Kind.ABSENT,
    )
