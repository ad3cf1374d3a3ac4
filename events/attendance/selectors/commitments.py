from dataclasses import dataclass
from datetime import date, datetime

from config.kernel.transactions import reading
from events.attendance.models import MicroAction, day_of
from events.attendance.rules import default_due_day, latest_due_day
from events.calendar.models.events import Event
from events.calendar.rules.timetable import begins_at
from events.seats.models.rsvps import Rsvp
from memberships.communities.models import Membership


@dataclass(frozen=True, slots=True)
class Commitment:
    """The member's micro-action, or what the form for one starts from."""

    action: MicroAction | None
    may_commit: bool
    is_time: bool
    suggested: str
    due_on: date
    earliest: date
    latest: date


def commitment_of(
    rsvp: Rsvp | None, *, event: Event, membership: Membership, now: datetime
) -> Commitment:
    """What the member committed to, or may commit to now. Needs the seat's check-in and action."""
    today = day_of(membership, moment=now)
    action = getattr(rsvp, "micro_action", None)
    starts = begins_at(kind="COMMIT", ritual=event.revision.ritual, starts_at=event.starts_at)
    is_open = action is None and event.takes_commitments(now=now)
    return Commitment(
        action=action,
        may_commit=is_open and hasattr(rsvp, "check_in"),
        is_time=(starts or event.ends_at) <= now,
        suggested=event.revision.micro_task,
        due_on=default_due_day(today=today),
        earliest=today,
        latest=latest_due_day(committed_on=today),
    )


@reading
def own_micro_action(*, micro_action_id: int, membership: Membership) -> MicroAction:
    mine = MicroAction.objects.within(membership.community).filter(membership=membership)
    return mine.get(pk=micro_action_id)
