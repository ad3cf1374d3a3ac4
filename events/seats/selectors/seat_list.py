"""What those who run an event see of its seats: exact counts, who sits, who waits, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from config.kernel.transactions import reading
from events.calendar.models.events import Event, nothing_new
from events.calendar.policies import ensure_may_run
from events.names.selectors import DisplayNames, display_names_of, name_of
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import CapacityUnfit, Segment
from events.seats.models.sister_rooms import SisterRoom
from events.seats.rules import offer_limit
from events.seats.selectors.waitlist import Place
from memberships.communities.models import Membership


@dataclass(frozen=True, slots=True)
class WayCounts:
    """One way to attend, counted; no capacity means no limit."""

    label: str
    is_intimate: bool
    rooms: int
    taken: int
    capacity: int | None


@dataclass(frozen=True, slots=True)
class Claimant:
    """Somebody with a claim: `until` where a seat is offered, `place` where they wait."""

    rsvp_id: int
    name: str
    segment: str
    is_intimate: bool
    since: datetime
    until: datetime | None
    place: Place | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Another room, and whom it could be given to: pairs of a key and a name."""

    id: int
    rooms: int
    seats: int
    hosts: list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class SeatsPage:
    """`is_first_to_accept`: so near the start that nobody is offered a seat any more."""

    event: Event
    ways: list[WayCounts]
    seated: list[Claimant]
    offers: list[Claimant]
    line: list[Claimant]
    proposal: Proposal | None
    room_hosts: list[str]
    may_change: bool
    may_remove: bool
    is_first_to_accept: bool

    @property
    def rooms(self) -> WayCounts:
        return next(way for way in self.ways if way.is_intimate)


@dataclass(frozen=True, slots=True)
class CapacityPreview:
    """What other seats would do. At most `called` are offered a seat, or told of it."""

    event: Event
    rooms_before: int
    rooms: int
    seats_before: int
    seats: int
    taken: int
    waiting: int
    called: int
    is_first_to_accept: bool


@dataclass(frozen=True, slots=True)
class RemovalPage:
    """`has_next`: somebody waits for the seat."""

    event: Event
    claimant: Claimant
    is_seated: bool
    has_next: bool


@reading
def seats_page(*, event_id: int, membership: Membership, now: datetime) -> SeatsPage:
    """Three statements; one more where names are hidden, and one where a room is proposed."""
    segments = _segments(event_id, membership=membership)
    event = segments[0].event
    claims = _claims(event, membership=membership, now=now)
    rooms = SisterRoom.objects.within(membership.community).filter(event=event)
    known = list(rooms.select_related("room_host__user", "segment").order_by("rooms"))
    by_state = {state: [who for was, who in claims if was == state] for state, _who in claims}
    return SeatsPage(
        event=event,
        ways=[_counts(segment) for segment in segments],
        seated=_by_name([*by_state.get("GOING", []), *by_state.get("HELD", [])]),
        offers=by_state.get("OFFERED", []),
        line=by_state.get("WAITING", []),
        proposal=_proposal(known, rooms=segments[0].rooms, event=event, membership=membership),
        room_hosts=[name_of(room.room_host) for room in known if room.room_host],
        may_change=event.state == Event.State.SCHEDULED and event.starts_at > now,
        may_remove=event.is_scheduled_or_live and event.ends_at > now,
        is_first_to_accept=offer_limit(ahead=event.starts_at - now) is None,
    )


@reading
def capacity_preview(
    *, event_id: int, membership: Membership, rooms: int, capacity: int, now: datetime
) -> CapacityPreview:
    """Refuses what the change itself would refuse."""
    segments = _segments(event_id, membership=membership)
    segment = next(row for row in segments if row.kind == Segment.Kind.INTIMATE)
    event = segment.event
    event.ensure_not_begun(now=now)
    if (segment.rooms, segment.capacity) == (rooms, capacity):
        raise nothing_new()
    _ensure_fits(segment, rooms=rooms, capacity=capacity)
    waiting = segment.rsvps.waitlist().of_active_members().count()
    return CapacityPreview(
        event=event,
        rooms_before=segment.rooms,
        rooms=rooms,
        seats_before=segment.capacity or 0,
        seats=capacity,
        taken=segment.taken,
        waiting=waiting,
        called=min(waiting, capacity - segment.taken),
        is_first_to_accept=offer_limit(ahead=event.starts_at - now) is None,
    )


@reading
def removal_page(
    *, event_id: int, rsvp_id: int, membership: Membership, now: datetime
) -> RemovalPage:
    segments = _segments(event_id, membership=membership)
    event = segments[0].event
    claims = _claims(event, membership=membership, now=now)
    found = [(was, who) for was, who in claims if who.rsvp_id == rsvp_id]
    if not found:
        raise Rsvp.DoesNotExist
    was, claimant = found[0]
    return RemovalPage(
        event=event,
        claimant=claimant,
        is_seated=was != Rsvp.State.WAITING,
        has_next=any(state == Rsvp.State.WAITING for state, _who in claims),
    )


def _segments(event_id: int, *, membership: Membership) -> list[Segment]:
    """An event's ways to attend, rooms first, for those who run it; each knows the event."""
    segments = Segment.objects.within(membership.community).exclude(event__state="DRAFT")
    known = segments.select_related("event__revision").filter(event_id=event_id)
    found = sorted(known, key=lambda segment: segment.kind != Segment.Kind.INTIMATE)
    if not found:
        raise Event.DoesNotExist
    ensure_may_run(membership, event=found[0].event)
    for segment in found:
        segment.event = found[0].event
    return found


def _claims(event: Event, *, membership: Membership, now: datetime) -> list[tuple[str, Claimant]]:
    """Every claim that stands, with its state: the waitlist in order, offers by their end."""
    live = Rsvp.objects.within(membership.community).live().filter(event=event)
    known = live.select_related("membership__user", "segment")
    ordered = list(known.order_by("held_until", "priority", "joined_at", "pk"))
    display_names = display_names_of(event, reader=membership)
    waiting: dict[int, list[Rsvp]] = {}
    return [
        (
            rsvp.state,
            _claimant(rsvp, display_names=display_names, place=_place(rsvp, waiting=waiting)),
        )
        for rsvp in ordered
        if rsvp.held_until is None or rsvp.held_until > now
    ]


def _place(rsvp: Rsvp, *, waiting: dict[int, list[Rsvp]]) -> Place | None:
    """The next place in its segment's waitlist, which is counted along in `waiting`."""
    if rsvp.state != Rsvp.State.WAITING:
        return None
    before = waiting.setdefault(rsvp.segment_id, [])
    by_turn = sum(other.priority < rsvp.priority for other in before)
    before.append(rsvp)
    return Place(number=len(before), by_turn=by_turn, by_time=len(before) - 1 - by_turn)


def _claimant(rsvp: Rsvp, *, display_names: DisplayNames, place: Place | None) -> Claimant:
    return Claimant(
        rsvp_id=rsvp.pk,
        name=display_names.of(rsvp.membership),
        segment=rsvp.segment.get_kind_display(),
        is_intimate=rsvp.segment.kind == Segment.Kind.INTIMATE,
        since=rsvp.joined_at,
        until=rsvp.held_until,
        place=place,
    )


def _by_name(people: Iterable[Claimant]) -> list[Claimant]:
    return sorted(people, key=lambda claimant: claimant.name.casefold())


def _counts(segment: Segment) -> WayCounts:
    return WayCounts(
        label=segment.get_kind_display(),
        is_intimate=segment.kind == Segment.Kind.INTIMATE,
        rooms=segment.rooms,
        taken=segment.taken,
        capacity=segment.capacity,
    )


def _proposal(
    known: Iterable[SisterRoom], *, rooms: int, event: Event, membership: Membership
) -> Proposal | None:
    """Whoever comes is in the list of hosts too: who is missing there would tell who comes."""
    asked = [room for room in known if room.state == SisterRoom.State.PROPOSED]
    proposed = next((room for room in asked if room.rooms == rooms + 1), None)
    if proposed is None or event.state != Event.State.SCHEDULED:
        return None
    active = Membership.objects.within(membership.community).active()
    staff = active.with_any_role("INSTRUCTOR", "OWNER").select_related("user")
    names = [(row.pk, name_of(row)) for row in staff.exclude(pk=event.host_id)]
    return Proposal(
        id=proposed.pk,
        rooms=proposed.rooms,
        seats=event.revision.seats_per_room,
        hosts=sorted(names, key=lambda choice: choice[1].casefold()),
    )


def _ensure_fits(segment: Segment, *, rooms: int, capacity: int) -> None:
    """As the change itself, but in words that name the count."""
    if capacity < segment.taken:
        words = _("%(taken)s seats are taken, so fewer is not possible. First remove somebody.")
        raise CapacityUnfit(words % {"taken": segment.taken}, field="capacity")
    segment.ensure_fits(rooms=rooms, capacity=capacity)
