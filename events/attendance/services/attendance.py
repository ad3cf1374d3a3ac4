from datetime import datetime

from config.kernel.transactions import use_case
from events.attendance.models import NotThere, locked_seat
from events.calendar.models.events import Event
from events.calendar.policies import ensure_may_run
from events.seats.models.check_ins import CheckIn
from events.seats.models.rsvps import Rsvp
from memberships.communities.models import Membership


@use_case
def check_in(*, event_id: int, membership: Membership, now: datetime) -> CheckIn:
    """Say "I'm here", from 15 minutes before the start until the end. Twice is harmless."""
    rsvp = locked_seat(event_id=event_id, membership=membership)
    rsvp.event.ensure_doors_open(now=now)
    return CheckIn.record_presence(rsvp, by=membership, way="self", now=now)


@use_case
def leave_quietly(*, event_id: int, membership: Membership, now: datetime) -> CheckIn:
    """Leave before the end without telling anybody. Refuses a member who never came."""
    rsvp = locked_seat(event_id=event_id, membership=membership)
    rsvp.event.ensure_doors_open(now=now)
    check_in: CheckIn | None = getattr(rsvp, "check_in", None)
    if check_in is None:
        raise NotThere
    check_in.leave(by=membership, now=now)
    return check_in


@use_case
def mark_present(*, event_id: int, rsvp_id: int, membership: Membership, now: datetime) -> CheckIn:
    """Mark a member as present; lifts an absence. Only those who run the event may."""
    rsvp = _seat_to_mark(event_id=event_id, rsvp_id=rsvp_id, membership=membership, now=now)
    return CheckIn.record_presence(rsvp, by=membership, way="host", now=now)


@use_case
def mark_absent(*, event_id: int, rsvp_id: int, membership: Membership, now: datetime) -> Rsvp:
    """Mark a member as absent, and take a check-in back. Only those who run the event may.

    Refuses before five minutes into the event: until then people are only late.
    """
    rsvp = _seat_to_mark(event_id=event_id, rsvp_id=rsvp_id, membership=membership, now=now)
    rsvp.event.ensure_takes_absences(now=now)
    CheckIn.objects.within(membership.community).filter(rsvp=rsvp).delete()
    rsvp.mark_absent(by=membership, now=now)
    return rsvp


@use_case
def mark_others_absent(*, event_id: int, membership: Membership, now: datetime) -> int:
    """Mark all members as absent who were not marked; return how many.

    Locks the seats before reading who came, so that nobody who comes just now is overlooked.
    """
    event = _event_to_mark(event_id=event_id, membership=membership, now=now)
    event.ensure_takes_absences(now=now)
    seats = Rsvp.objects.within(membership.community).going().filter(event=event)
    unmarked = list(seats.filter(marked_absent_at=None).locked().order_by("pk"))
    came = CheckIn.objects.within(membership.community).filter(event=event)
    here = set(came.values_list("rsvp_id", flat=True))
    absent = [rsvp for rsvp in unmarked if rsvp.pk not in here]
    for rsvp in absent:
        rsvp.mark_absent(by=membership, now=now)
    return len(absent)


def _event_to_mark(*, event_id: int, membership: Membership, now: datetime) -> Event:
    event = Event.objects.within(membership.community).published().get(pk=event_id)
    ensure_may_run(membership, event=event)
    event.ensure_takes_marks(now=now)
    return event


def _seat_to_mark(*, event_id: int, rsvp_id: int, membership: Membership, now: datetime) -> Rsvp:
    event = _event_to_mark(event_id=event_id, membership=membership, now=now)
    seats = Rsvp.objects.within(membership.community).going().filter(event=event)
    rsvp = seats.locked().get(pk=rsvp_id)
    rsvp.event = event
    return rsvp
