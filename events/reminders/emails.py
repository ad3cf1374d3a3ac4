from datetime import datetime

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from config.kernel.models import Fact
from events.reminders.facts import REMINDER_DUE
from events.reminders.models import Reminder
from events.seats.emails.claims import (
    Category,
    build_claim_mail,
    calendar_attachment,
    claims_not_over,
    find_claim,
)
from events.seats.hooks import wrap_up_status
from events.seats.models.rsvps import Rsvp
from memberships.mail.emails import Mail, sent_on, speaking_to


@sent_on(REMINDER_DUE, name="events.mail_reminder")
def mail_reminder(fact: Fact) -> Mail | None:
    """None too where the event was moved and the reminder will be announced anew."""
    now = timezone.now()
    reminders = Reminder.objects.within(fact.home).filter(announced_at=fact.happened_at)
    reminder = reminders.select_related("event").filter(pk=fact.subject_id).first()
    if reminder is None or not reminder.is_worth_sending(now=now):
        return None
    if reminder.kind == Reminder.Kind.FOLLOW_UP:
        return _follow_up(fact, rsvp_id=reminder.rsvp_id)
    rsvp = find_claim(claims_not_over(fact.home, now=now).going(), rsvp_id=reminder.rsvp_id)
    return _reminder(rsvp, now=now) if rsvp else None


def _reminder(rsvp: Rsvp, *, now: datetime) -> Mail:
    """Names the day and hour by the member's own clock."""
    with speaking_to(user=rsvp.membership.user, community=rsvp.membership.community):
        clock = date_format(timezone.localtime(rsvp.event.starts_at), "H:i")
        days = (timezone.localdate(rsvp.event.starts_at) - timezone.localdate(now)).days
    subjects = {0: _("Today at %(clock)s: %(title)s"), 1: _("Tomorrow at %(clock)s: %(title)s")}
    return build_claim_mail(
        rsvp,
        category=Category.REMINDERS,
        subject=subjects.get(days, _("Soon: %(title)s")),
        template="events/reminders/emails/reminder.html",
        attachment=calendar_attachment(rsvp, now=now),
        clock=clock,
    )


def _follow_up(fact: Fact, *, rsvp_id: int) -> Mail | None:
    """None for members the host marked absent, and where nothing is left to say."""
    came = Rsvp.objects.within(fact.home).going().filter(marked_absent_at=None)
    rsvp = find_claim(came.exclude(event__state="CANCELLED"), rsvp_id=rsvp_id)
    if rsvp is None:
        return None
    left = wrap_up_status(rsvp=rsvp, community=fact.home)
    if left.has_wrapped_up and left.micro_action is None:
        return None
    return build_claim_mail(
        rsvp,
        category=Category.FOLLOW_UPS,
        subject=_("After the event: %(title)s"),
        template="events/reminders/emails/follow_up.html",
        micro_action=left.micro_action,
        has_wrapped_up=left.has_wrapped_up,
    )
