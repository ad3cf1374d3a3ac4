from datetime import datetime

from config.kernel import facts
from config.kernel.transactions import use_case
from events.attendance.models import not_there
from events.calendar.models.events import Event
from events.calendar.policies import ensure_may_run
from events.seats.facts import MEMBER_CHECKED_IN, MEMBER_LEFT, MEMBER_MARKED_ABSENT
from events.seats.models.check_ins import CheckIn
from events.seats.models.rsvps import Rsvp, locked_seat
from memberships.communities.models import Membership


@use_case
def check_in(*, event_id: int, membership: Membership, now: datetime) -> CheckIn:
    """Say "I'm here", from 15 minutes before the start until the end; again is no matter."""
    rsvp = locked_seat(event_id=event_id, membership=membership)
    rsvp.event.ensure_doors_open(now=now)
    return _note_presence(rsvp, by=membership, way="self", now=now)


@use_case
def leave_quietly(*, event_id: int, membership: Membership, now: datetime) -> CheckIn:
    """Go before the end, without a word to anybody. Refuses who never came."""
    rsvp = locked_seat(event_id=event_id, membership=membership)
    rsvp.event.ensure_doors_open(now=now)
    found = CheckIn.objects.within(membership.community).filter(rsvp=rsvp).first()
    if found is None:
        raise not_there()
    if found.leave(now=now):
        facts.record(MEMBER_LEFT, about=rsvp, by=membership, now=now, event_id=event_id)
    return found


@use_case
def mark_present(*, event_id: int, rsvp_id: int, membership: Membership, now: datetime) -> CheckIn:
    """The host says that somebody was there; lifts an absence."""
    rsvp = _seat_to_mark(event_id=event_id, rsvp_id=rsvp_id, membership=membership, now=now)
    return _note_presence(rsvp, by=membership, way="host", now=now)


@use_case
def mark_absent(*, event_id: int, rsvp_id: int, membership: Membership, now: datetime) -> Rsvp:
    """The host says that somebody was not there; takes a check-in back.

    Not before five minutes into the event: till then people are only late.
    """
    rsvp = _seat_to_mark(event_id=event_id, rsvp_id=rsvp_id, membership=membership, now=now)
    rsvp.event.ensure_takes_absences(now=now)
    CheckIn.objects.within(membership.community).filter(rsvp=rsvp).delete()
    _note_absence(rsvp, by=membership, now=now)
    return rsvp


@use_case
def mark_others_absent(*, event_id: int, membership: Membership, now: datetime) -> int:
    """The host says that whoever was not marked was not there; how many that were.

    The seats are locked before it is asked who came, so that nobody who comes just now is
    overlooked.
    """
    event = _event_to_mark(event_id=event_id, membership=membership, now=now)
    event.ensure_takes_absences(now=now)
    seats = Rsvp.objects.within(membership.community).going().filter(event=event)
    unmarked = list(seats.filter(marked_absent_at=None).locked().order_by("pk"))
    came = CheckIn.objects.within(membership.community).filter(event=event)
    here = set(came.values_list("rsvp_id", flat=True))
    absent = [rsvp for rsvp in unmarked if rsvp.pk not in here]
    for rsvp in absent:
        _note_absence(rsvp, by=membership, now=now)
    return len(absent)


def _note_absence(rsvp: Rsvp, *, by: Membership, now: datetime) -> None:
    if rsvp.marked_absent_at is not None:
        return
    rsvp.mark_absent(by=by, now=now)
    facts.record(MEMBER_MARKED_ABSENT, about=rsvp, by=by, now=now, event_id=rsvp.event_id)


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


def _note_presence(rsvp: Rsvp, *, by: Membership, way: str, now: datetime) -> CheckIn:
    found = CheckIn.objects.within(by.community).filter(rsvp=rsvp).first()
    if found is not None:
        found.come_back()
        return found
    check_in = CheckIn.make(rsvp, by=by, now=now)
    facts.record(MEMBER_CHECKED_IN, about=rsvp, by=by, now=now, event_id=rsvp.event_id, way=way)
    return check_in
