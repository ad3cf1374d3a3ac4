"""What the reminders and the mail after an event say, read when they are sent."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from config.kernel.transactions import reading
from events.reminders.models import Reminder
from events.seats.hooks import LeftToSay, left_to_say
from events.seats.selectors.letters import (
    Category,
    Letter,
    claims_ahead,
    letter_of,
    reachable_claims,
    wants,
)
from memberships.communities.models import Community

LATE = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class FollowUpLetter:
    letter: Letter
    left: LeftToSay


@reading
def reminder_letter(
    *, reminder_id: int, announced_at: datetime, community: Community, now: datetime
) -> Letter | None:
    """None too where the event was moved and the reminder will be announced anew."""
    row = _announced(reminder_id=reminder_id, announced_at=announced_at, community=community)
    if row is None or not row.is_worth_sending(now=now):
        return None
    letter = letter_of(claims_ahead(community, now=now).going(), rsvp_id=row.rsvp_id)
    return letter if letter and wants(letter, Category.REMINDERS) else None


@reading
def follow_up_letter(
    *, reminder_id: int, announced_at: datetime, community: Community, now: datetime
) -> FollowUpLetter | None:
    """None for whom the host marked absent, and where nothing is left to say."""
    row = _announced(reminder_id=reminder_id, announced_at=announced_at, community=community)
    if row is None or not row.is_worth_sending(now=now):
        return None
    came = reachable_claims(community).going().filter(marked_absent_at=None)
    letter = letter_of(came.exclude(event__state="CANCELLED"), rsvp_id=row.rsvp_id)
    if letter is None or not wants(letter, Category.FOLLOW_UPS):
        return None
    left = left_to_say(rsvp=letter.rsvp, community=community)
    is_all_said = left.has_wrapped_up and left.micro_action is None
    return None if is_all_said else FollowUpLetter(letter=letter, left=left)


def _announced(
    *, reminder_id: int, announced_at: datetime, community: Community
) -> Reminder | None:
    """The reminder, where it was not announced anew since."""
    reminders = Reminder.objects.within(community).filter(announced_at=announced_at)
    return reminders.select_related("event").filter(pk=reminder_id).first()


def oldest_unsent_reminder(*, now: datetime) -> str | None:
    """What operators should know of reminders that wait. Needs a scope over all communities."""
    late = Reminder.objects.everywhere().due(now - LATE).order_by("due_at", "id")
    due_at = late.values_list("due_at", flat=True).first()
    if due_at is None:
        return None
    when = date_format(timezone.localtime(due_at), "j M, H:i")
    return _("A reminder has been waiting to be announced since %(when)s.") % {"when": when}
