"""How many rooms and seats an event has, and another room for a long waitlist."""

from datetime import datetime

from config.kernel import facts
from config.kernel.transactions import use_case
from events.calendar.models.events import Event, nothing_new
from events.calendar.policies import ensure_may_run, may_host
from events.seats.facts import SISTER_ROOM_DECLINED
from events.seats.models.segments import Segment
from events.seats.models.sister_rooms import SisterRoom, room_host_unfit
from memberships.communities.models import Membership


@use_case
def confirm_sister_room(
    *,
    event_id: int,
    sister_room_id: int,
    room_host_id: int,
    membership: Membership,
    now: datetime,
) -> SisterRoom:
    """Open the room with a host of its own; its seats are offered to the waitlist, in order.

    Refuses in one and the same words whoever cannot host it: why is nobody's business.
    """
    room = _proposal(event_id=event_id, sister_room_id=sister_room_id, membership=membership)
    room.event.ensure_not_begun(now=now)
    room_host = _room_host(room_host_id, membership=membership)
    room.confirm(room_host=room_host, by=membership, now=now)
    return room


@use_case
def decline_sister_room(
    *, event_id: int, sister_room_id: int, membership: Membership, now: datetime
) -> SisterRoom:
    """Leave the event as it is; who waits is pointed to the next repeat."""
    room = _proposal(event_id=event_id, sister_room_id=sister_room_id, membership=membership)
    room.decline(by=membership, now=now)
    facts.record(SISTER_ROOM_DECLINED, about=room, by=membership, now=now, event_id=event_id)
    return room


def _room_host(room_host_id: int, *, membership: Membership) -> Membership:
    people = Membership.objects.within(membership.community)
    room_host = people.filter(pk=room_host_id).first()
    if room_host is None or not may_host(room_host):
        raise room_host_unfit()
    return room_host


def _locked_event(event_id: int, *, membership: Membership) -> Event:
    events = Event.objects.within(membership.community).select_related("revision")
    return events.locked().get(pk=event_id)


def _proposal(*, event_id: int, sister_room_id: int, membership: Membership) -> SisterRoom:
    """The event, the counter and the proposal, locked in this order, for those who run it."""
    event = _locked_event(event_id, membership=membership)
    ensure_may_run(membership, event=event)
    rooms = SisterRoom.objects.within(membership.community).filter(event=event)
    segments = Segment.objects.within(membership.community)
    segment_id = rooms.values_list("segment_id", flat=True).get(pk=sister_room_id)
    segment = segments.locked().get(pk=segment_id)
    room = rooms.locked().get(pk=sister_room_id)
    room.event = segment.event = event
    room.segment = segment
    return room


@use_case
def change_capacity(
    *, event_id: int, rooms: int, capacity: int, membership: Membership, now: datetime
) -> Segment:
    """Have more or fewer intimate seats at one event; new ones are offered.

    Refuses to go below what is taken, above twelve to a room, and below a sister room's need.
    """
    event = _locked_event(event_id, membership=membership)
    ensure_may_run(membership, event=event)
    event.ensure_not_begun(now=now)
    seats = event.segments.get(kind=Segment.Kind.INTIMATE)
    if (seats.rooms, seats.capacity) == (rooms, capacity):
        raise nothing_new()
    seats.resize(rooms=rooms, capacity=capacity, by=membership, now=now)
    return seats
