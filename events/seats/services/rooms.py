"""How many rooms and seats an event has, and another room for a long waitlist."""

from datetime import datetime

from config.kernel.transactions import use_case
from events.calendar.models.events import Event, NothingNew
from events.calendar.policies import ensure_may_run, may_host
from events.seats.models.segments import Segment
from events.seats.models.sister_rooms import RoomHostUnfit, SisterRoom
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
    """Open the room with a host of its own; offer its seats to the waitlist, in order.

    Refuses anyone who cannot host it in the same words, which never say why.
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
    """Leave the event as it is."""
    room = _proposal(event_id=event_id, sister_room_id=sister_room_id, membership=membership)
    room.decline(by=membership, now=now)
    return room


def _room_host(room_host_id: int, *, membership: Membership) -> Membership:
    people = Membership.objects.within(membership.community)
    room_host = people.filter(pk=room_host_id).first()
    if room_host is None or not may_host(room_host):
        raise RoomHostUnfit
    return room_host


def _locked_event(event_id: int, *, membership: Membership) -> Event:
    events = Event.objects.within(membership.community).select_related("revision")
    return events.locked().get(pk=event_id)


def _proposal(*, event_id: int, sister_room_id: int, membership: Membership) -> SisterRoom:
    """Lock the event, the counter and the proposal, in this order, for those who run the event."""
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
    """Change the intimate seats of one event; offer the new ones to the waitlist.

    Refuses fewer than are taken, more than twelve to a room, and too few for a sister room.
    """
    event = _locked_event(event_id, membership=membership)
    ensure_may_run(membership, event=event)
    event.ensure_not_begun(now=now)
    seats = event.segments.get(kind=Segment.Kind.INTIMATE)
    if (seats.rooms, seats.capacity) == (rooms, capacity):
        raise NothingNew
    seats.resize(rooms=rooms, capacity=capacity, by=membership, now=now)
    return seats
