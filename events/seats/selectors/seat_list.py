"""What those who run an event see of its seats: exact counts, who sits, who waits, and why."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _

from config.kernel.transactions import reading
from events.calendar.models.events import Event, NothingNew
from events.calendar.policies import ensure_may_run
from events.calendar.selectors import possible_hosts
from events.names.selectors import display_names_of
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import CapacityUnfit, Segment
from events.seats.models.sister_rooms import SisterRoom
from events.seats.rules import offer_duration
from events.seats.selectors.waitlist import Place
from memberships.communities.models import Membership


@dataclass(frozen=True, slots=True)
class Claimant:
    """A claim, what its member is called, and their place if they wait."""

    rsvp: Rsvp
    name: str
    place: Place | None


@dataclass(frozen=True, slots=True)
class Proposal:
    """Another room, and who could host it: pairs of a key and a name."""

    id: int
    hosts: list[tuple[int, str]]


@dataclass(frozen=True, slots=True)
class SeatsPage:
    """`is_first_to_accept`: so near the start that nobody is offered a seat any more."""

    segments: list[Segment]
    seated: list[Claimant]
    offers: list[Claimant]
    waiting: list[Claimant]
    proposal: Proposal | None
    room_hosts: list[str]
    may_change: bool
    may_remove: bool
    is_first_to_accept: bool

    @property
    def event(self) -> Event:
        return self.segments[0].event

    @property
    def intimate_segment(self) -> Segment:
        return self.segments[0]


@dataclass(frozen=True, slots=True)
class CapacityPreview:
    """What other seats would do. At most `called` are offered a seat, or told of it."""

    segment: Segment
    rooms: int
    seats: int
    waiting: int
    called: int
    is_first_to_accept: bool


@dataclass(frozen=True, slots=True)
class RemovalPage:
    """`has_next`: somebody waits for the seat."""

    event: Event
    claimant: Claimant
    has_next: bool


@reading
def seats_page(*, event_id: int, membership: Membership, now: datetime) -> SeatsPage:
    """Three statements; one more where names are hidden, and one where a room is proposed."""
    segments = _segments(event_id, membership=membership)
    event = segments[0].event
    claims = _claims(event, membership=membership, now=now)
    rooms = SisterRoom.objects.within(membership.community).filter(event=event)
    known = list(rooms.select_related("room_host__user", "segment").order_by("rooms"))
    seated = [who for who in claims if who.rsvp.state == "GOING"]
    return SeatsPage(
        segments=segments,
        seated=sorted(seated, key=lambda claimant: claimant.name.casefold()),
        offers=[who for who in claims if who.rsvp.state == "OFFERED"],
        waiting=[who for who in claims if who.rsvp.state == "WAITING"],
        proposal=_proposal(known, rooms=segments[0].rooms, event=event, membership=membership),
        room_hosts=[room.room_host.name for room in known if room.room_host],
        may_change=event.state == Event.State.SCHEDULED and event.starts_at > now,
        may_remove=event.is_scheduled_or_live and event.ends_at > now,
        is_first_to_accept=offer_duration(ahead=event.starts_at - now) is None,
    )


@reading
def capacity_preview(
    *, event_id: int, membership: Membership, rooms: int, capacity: int, now: datetime
) -> CapacityPreview:
    """What a change of rooms and seats would do. Refuses what the change itself would."""
    segments = _segments(event_id, membership=membership)
    segment, event = segments[0], segments[0].event
    event.ensure_not_begun(now=now)
    if (segment.rooms, segment.capacity) == (rooms, capacity):
        raise NothingNew
    _ensure_fits(segment, rooms=rooms, capacity=capacity)
    waiting = segment.rsvps.waitlist().of_active_members().count()
    return CapacityPreview(
        segment=segment,
        rooms=rooms,
        seats=capacity,
        waiting=waiting,
        called=min(waiting, capacity - segment.taken),
        is_first_to_accept=offer_duration(ahead=event.starts_at - now) is None,
    )


@reading
def removal_page(
    *, event_id: int, rsvp_id: int, membership: Membership, now: datetime
) -> RemovalPage:
    segments = _segments(event_id, membership=membership)
    event = segments[0].event
    claims = _claims(event, membership=membership, now=now)
    claimant = next((who for who in claims if who.rsvp.pk == rsvp_id), None)
    if claimant is None:
        raise Rsvp.DoesNotExist
    has_next = any(who.rsvp.state == Rsvp.State.WAITING for who in claims)
    return RemovalPage(event=event, claimant=claimant, has_next=has_next)


def _segments(event_id: int, *, membership: Membership) -> list[Segment]:
    """An event's segments, the one with rooms first, for those who run it."""
    segments = Segment.objects.within(membership.community).exclude(event__state="DRAFT")
    known = segments.select_related("event__revision").filter(event_id=event_id)
    found = sorted(known, key=lambda segment: segment.kind != Segment.Kind.INTIMATE)
    if not found:
        raise Event.DoesNotExist
    ensure_may_run(membership, event=found[0].event)
    for segment in found:
        segment.event = found[0].event
    return found


def _claims(event: Event, *, membership: Membership, now: datetime) -> list[Claimant]:
    """Every claim that counts: the waitlist in order, offers by their end."""
    live = Rsvp.objects.within(membership.community).live().filter(event=event)
    known = live.exclude(held_until__lte=now).select_related("membership__user", "segment")
    ordered = known.order_by("held_until", "priority", "joined_at", "pk")
    names = display_names_of(event, reader=membership)
    waiting: dict[int, list[Rsvp]] = {}
    return [
        Claimant(rsvp, names.taken_off(rsvp), place=_place(rsvp, waiting=waiting))
        for rsvp in ordered
    ]


def _place(rsvp: Rsvp, *, waiting: dict[int, list[Rsvp]]) -> Place | None:
    """The next place on its segment's waitlist; `waiting` keeps those counted so far."""
    if rsvp.state != Rsvp.State.WAITING:
        return None
    before = waiting.setdefault(rsvp.segment_id, [])
    by_turn = sum(other.priority < rsvp.priority for other in before)
    before.append(rsvp)
    return Place(number=len(before), by_turn=by_turn, by_time=len(before) - 1 - by_turn)


def _proposal(
    known: Iterable[SisterRoom], *, rooms: int, event: Event, membership: Membership
) -> Proposal | None:
    """The list of hosts includes those who come: leaving them out would tell who they are."""
    asked = [room for room in known if room.state == SisterRoom.State.PROPOSED]
    proposed = next((room for room in asked if room.rooms == rooms + 1), None)
    if proposed is None or event.state != Event.State.SCHEDULED:
        return None
    hosts = possible_hosts(membership.community)
    return Proposal(id=proposed.pk, hosts=[row for row in hosts if row[0] != event.host_id])


def _ensure_fits(segment: Segment, *, rooms: int, capacity: int) -> None:
    """Refuse as the change itself, but in words that name the count."""
    if capacity < segment.taken:
        words = _("%(taken)s seats are taken, so fewer is not possible. First remove somebody.")
        raise CapacityUnfit(words % {"taken": segment.taken}, field="capacity")
    segment.ensure_fits(rooms=rooms, capacity=capacity)
