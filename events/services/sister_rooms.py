"""Another room for an event whose line could nearly fill one."""

from datetime import datetime

from config.kernel import facts
from config.kernel.transactions import use_case
from events.facts import CAPACITY_CHANGED, SISTER_ROOM_CONFIRMED, SISTER_ROOM_DECLINED
from events.models import Event, Segment, SisterRoom
from events.models.sister_room import room_host_unfit
from events.policies import ensure_may_run, may_host
from memberships.models import Membership


@use_case
def confirm_sister_room(
    *,
    event_id: int,
    sister_room_id: int,
    room_host_id: int,
    membership: Membership,
    now: datetime,
) -> SisterRoom:
    """Open the room with a host of its own; its seats are offered to the line, in order.

    Refuses in one and the same words whoever cannot host it: why is nobody's business.
    """
    room = _proposal(event_id=event_id, sister_room_id=sister_room_id, membership=membership)
    room.event.ensure_not_begun(now=now)
    room_host = _room_host(room_host_id, membership=membership)
    seats, was = room.segment, room.segment.capacity
    called = room.confirm(room_host=room_host, by=membership, now=now)
    named = {"event_id": event_id, "room_host_id": room_host.pk}
    facts.record(SISTER_ROOM_CONFIRMED, about=room, by=membership, now=now, **named)
    counts = {"event_id": event_id, "was": was, "becomes": seats.capacity}
    facts.record(CAPACITY_CHANGED, about=seats, by=membership, now=now, **counts)
    for rsvp in called:
        name, data = rsvp.call
        facts.record(name, about=rsvp, by=None, now=now, **data)
    return room


@use_case
def decline_sister_room(
    *, event_id: int, sister_room_id: int, membership: Membership, now: datetime
) -> SisterRoom:
    """Leave the event as it is; those in line wait on, and are pointed to the next repeat."""
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


def _proposal(*, event_id: int, sister_room_id: int, membership: Membership) -> SisterRoom:
    """The event, the counter and the proposal, locked in this order, for those who run it."""
    events = Event.objects.within(membership.community).select_related("revision")
    event = events.locked().get(pk=event_id)
    ensure_may_run(membership, event=event)
    rooms = SisterRoom.objects.within(membership.community).filter(event=event)
    segments = Segment.objects.within(membership.community)
    segment_id = rooms.values_list("segment_id", flat=True).get(pk=sister_room_id)
    segment = segments.locked().get(pk=segment_id)
    room = rooms.locked().get(pk=sister_room_id)
    room.event = segment.event = event
    room.segment = segment
    return room
