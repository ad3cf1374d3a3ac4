from datetime import datetime
from typing import TYPE_CHECKING

from django.core.mail import EmailMultiAlternatives
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from events.seats.emails.claims import Category, compose_for_claim, link_for, with_invitation
from memberships.mail.emails import speaking_to

if TYPE_CHECKING:
    from events.reminders.selectors import FollowUpLetter
    from events.seats.selectors.letters import Letter


def reminder_mail(letter: "Letter", *, now: datetime) -> EmailMultiAlternatives:
    """Names the day and hour by the member's own clock."""
    rsvp = letter.rsvp
    with speaking_to(user=rsvp.membership.user, community=rsvp.membership.community):
        clock = date_format(timezone.localtime(rsvp.event.starts_at), "H:i")
        days = (timezone.localdate(rsvp.event.starts_at) - timezone.localdate(now)).days
    subjects = {0: _("Today at %(clock)s: %(title)s"), 1: _("Tomorrow at %(clock)s: %(title)s")}
    mail = compose_for_claim(
        letter,
        category=Category.REMINDERS,
        subject=subjects.get(days, _("Soon: %(title)s")),
        template="events/reminders/emails/reminder",
        clock=clock,
    )
    return with_invitation(mail, letter, now=now)


def follow_up_mail(follow: "FollowUpLetter") -> EmailMultiAlternatives:
    rsvp = follow.letter.rsvp
    return compose_for_claim(
        follow.letter,
        category=Category.FOLLOW_UPS,
        subject=_("After the event: %(title)s"),
        template="events/reminders/emails/follow_up",
        micro_action=follow.left.micro_action,
        has_wrapped_up=follow.left.has_wrapped_up,
        wrap_up_url=link_for("wrap_up", rsvp, rsvp.event_id),
        loop_url=link_for("loop_detail", rsvp),
    )
