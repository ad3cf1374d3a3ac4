from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from config.kernel.prepared_queries import prepared
from config.kernel.transactions import reading
from events.access.models import AccessNeed
from events.access.selectors import needs_to_answer
from events.calendar.models.events import Event
from events.calendar.policies import may_run
from events.names.selectors import own_handle
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment
from events.seats.querysets import RsvpQuerySet, SegmentQuerySet
from events.seats.rules import Openness, books_from, free_cancel_until, offer_limit
from events.seats.selectors.claims import CarriedOver
from events.seats.selectors.next_repeat import NextRepeat, next_repeat
from events.seats.selectors.waitlist import Place, with_places
from memberships.communities.models import Community, Membership

Stage = Literal["cancelled", "over", "hosting", "removed", "seated", "offered", "waiting", "open"]


@dataclass(frozen=True, slots=True)
class Terms:
    """What holds for this member's seat: until when cancelling is free, and what they need.

    `books_from`: from when they can take a seat in a room, where that is not yet. `open_needs`:
    how many wait for an answer, for those who run the event.
    """

    books_from: datetime | None
    free_until: datetime
    is_cancelling_free: bool
    need: AccessNeed | None
    may_ask: bool
    open_needs: int


def terms_of(event: Event, *, intimate: Segment, rsvp: Rsvp | None, now: datetime) -> Terms:
    """From a segment `with_restrictions_for` the member, and a claim: no statement."""
    free_until = free_cancel_until(starts_at=event.starts_at)
    has_claim = rsvp is not None and rsvp.state != Rsvp.State.RELEASED
    return Terms(
        books_from=books_from(starts_at=event.starts_at) if intimate.is_limited else None,
        free_until=free_until,
        is_cancelling_free=now <= free_until,
        need=getattr(rsvp, "access_need", None) if has_claim else None,
        may_ask=event.is_scheduled_or_live and not event.has_started(now=now),
        open_needs=intimate.open_needs,  # type: ignore[attr-defined]  # of `segments_of`
    )


@dataclass(frozen=True, slots=True)
class AttendanceOption:
    """One way to attend, as this member may see it: counts are for those who run the event."""

    segment_id: int
    kind: str
    label: str
    state: Openness
    rooms: int
    taken: int | None
    capacity: int | None


@dataclass(frozen=True, slots=True)
class Claim:
    """The member's own place; `until` where it is offered, `place` where they wait."""

    rsvp_id: int
    kind: str
    intention: str
    sight: str
    sight_label: str
    has_seat: bool
    is_settled: bool
    until: datetime | None
    place: Place | None


@dataclass(frozen=True, slots=True)
class Ended:
    """How the member's last claim ended, where they did not end it themselves."""

    at: datetime
    removal_reason: str
    intention: str
    sight: str


@dataclass(frozen=True, slots=True)
class Panel:
    """What the member can do about this event now, and what they have done.

    `is_first_to_accept`: so near the start that a seat is offered to nobody: who is
    first to take one that comes free has it.
    """

    event: Event
    stage: Stage
    intimate: AttendanceOption
    broadcast: AttendanceOption | None
    mine: Claim | None
    lapsed: Ended | None
    removed: Ended | None
    carried: CarriedOver | None
    repeat: NextRepeat | None
    terms: Terms
    runs_it: bool
    has_begun: bool
    is_first_to_accept: bool
    are_doors_open: bool
    is_wrap_up_open: bool
    handle: str = ""

    @property
    def meeting_url(self) -> str:
        """The link of an online meeting: for those who come and those who run it, once open."""
        may_see = self.runs_it or self.stage == "seated"
        return self.event.meeting_url if may_see and self.are_doors_open else ""

    @property
    def may_accept(self) -> bool:
        """Whether a press takes a seat: one that is offered, or one that came free late."""
        if self.stage == "offered":
            return True
        is_waiting = self.stage == "waiting" and self.is_first_to_accept
        return is_waiting and (way := self._way_of_mine) is not None and way.state != "full"

    @property
    def other_way(self) -> AttendanceOption | None:
        """Where the member could move their claim to, if a place is free there."""
        if self.mine is None or self.has_begun or self.stage == "offered":
            return None
        other = self.broadcast if self.mine.kind == Segment.Kind.INTIMATE else self.intimate
        return other if other and other.state != "full" else None

    @property
    def may_leave(self) -> bool:
        return self.stage == "waiting" or (self.stage == "seated" and not self.has_begun)

    @property
    def _way_of_mine(self) -> AttendanceOption | None:
        is_intimate = self.mine is not None and self.mine.kind == Segment.Kind.INTIMATE
        return self.intimate if is_intimate else self.broadcast


@reading
def rsvp_panel(*, event_id: int, membership: Membership, now: datetime) -> Panel:
    segments = segments_of(event_id=event_id, membership=membership, now=now)
    mine = latest_claim(community=membership.community, event_id=event_id, membership=membership)
    rsvp = mine[0] if mine else None
    panel = panel_of(segments=segments, rsvp=rsvp, membership=membership, now=now)
    handle = own_handle(panel.event, membership=membership)
    return replace(panel, handle=handle.label) if handle else panel


@prepared
def latest_claim(
    *, community: Community, event_id: int, membership: Membership
) -> RsvpQuerySet[Rsvp]:
    """The member's live claim on an event, else the last they had, with its place."""
    mine = Rsvp.objects.within(community).filter(membership=membership, event_id=event_id)
    placed = with_places(mine, community=community)
    return placed.select_related("access_need").order_by("-pk")[:1]


def segments_of(*, event_id: int, membership: Membership, now: datetime) -> list[Segment]:
    """An event's segments as this member sees them, each with the event, in one statement.

    Drafts are not there.
    """
    found = _seen_with_needs(
        community=membership.community,
        membership=membership,
        event_id=event_id,
        now=now,
        runs_all=membership.is_instructor or membership.is_owner,
    )
    if not found:
        raise Event.DoesNotExist
    for segment in found:
        segment.event = found[0].event
    return found


@prepared
def _seen_with_needs(
    *,
    community: Community,
    membership: Membership,
    event_id: int,
    now: datetime,
    runs_all: bool,
) -> SegmentQuerySet[Segment]:
    segments = Segment.objects.within(community).with_restrictions_for(membership, now=now)
    needs = needs_to_answer(membership, community=community, runs_all=runs_all)
    related = segments.annotate(open_needs=needs).select_related(
        "event__revision", "event__host__user"
    )
    return related.filter(event_id=event_id).exclude(event__state="DRAFT")


def panel_of(
    *, segments: list[Segment], rsvp: Rsvp | None, membership: Membership, now: datetime
) -> Panel:
    """Built in the caller's scope, from the member's latest claim.

    One more statement where the next repeat is shown. Words that were carried over are for a
    fresh form: the event page adds them.
    """
    event = segments[0].event
    runs_it = may_run(membership, event)
    ways = {segment.kind: _way(segment, shows_counts=runs_it) for segment in segments}
    kinds = {segment.pk: segment.kind for segment in segments}
    stage = _stage(event=event, rsvp=rsvp, membership=membership, now=now)
    intimate = ways[Segment.Kind.INTIMATE]
    room = next(segment for segment in segments if segment.kind == Segment.Kind.INTIMATE)
    is_sought = stage in ("cancelled", "waiting") or (stage == "open" and intimate.state == "full")
    return Panel(
        event=event,
        stage=stage,
        intimate=intimate,
        broadcast=ways.get(Segment.Kind.BROADCAST),
        mine=_claim(rsvp, kinds=kinds, now=now),
        lapsed=_ended(rsvp, now=now) if stage == "open" and _has_lapsed(rsvp, now=now) else None,
        removed=_ended(rsvp, now=now) if stage == "removed" else None,
        carried=None,
        repeat=next_repeat(event, membership=membership, now=now) if is_sought else None,
        terms=terms_of(event, intimate=room, rsvp=rsvp, now=now),
        runs_it=runs_it,
        has_begun=event.has_started(now=now),
        is_first_to_accept=offer_limit(ahead=event.starts_at - now) is None,
        are_doors_open=event.are_doors_open(now=now),
        is_wrap_up_open=event.is_wrap_up_open(now=now),
    )


def _stage(*, event: Event, rsvp: Rsvp | None, membership: Membership, now: datetime) -> Stage:
    if event.state == Event.State.CANCELLED:
        return "cancelled"
    if event.state == Event.State.ENDED or event.ends_at <= now:
        return "over"
    if event.host_id == membership.pk:
        return "hosting"
    return "open" if rsvp is None else _stage_of(rsvp, now=now)


def _stage_of(rsvp: Rsvp, *, now: datetime) -> Stage:
    if rsvp.release_reason == Rsvp.ReleaseReason.REMOVED:
        return "removed"
    if not _stands(rsvp, now=now):
        return "open"
    stages: dict[str, Stage] = {Rsvp.State.WAITING: "waiting", Rsvp.State.OFFERED: "offered"}
    return stages.get(rsvp.state, "seated")


def _stands(rsvp: Rsvp, *, now: datetime) -> bool:
    """An offer whose time is over counts no more, whether or not the clock has tidied it away."""
    return rsvp.state != Rsvp.State.RELEASED and not _is_void(rsvp, now=now)


def _is_void(rsvp: Rsvp, *, now: datetime) -> bool:
    if rsvp.state != Rsvp.State.OFFERED or rsvp.held_until is None:
        return False
    return rsvp.held_until <= now


def _has_lapsed(rsvp: Rsvp | None, *, now: datetime) -> bool:
    return rsvp is not None and (
        rsvp.release_reason == Rsvp.ReleaseReason.LAPSED or _is_void(rsvp, now=now)
    )


def _ended(rsvp: Rsvp | None, *, now: datetime) -> Ended | None:
    if rsvp is None:
        return None
    return Ended(
        at=rsvp.released_at or rsvp.held_until or now,
        removal_reason=rsvp.removal_reason,
        intention=rsvp.intention,
        sight=rsvp.intention_sight,
    )


def _way(segment: Segment, *, shows_counts: bool) -> AttendanceOption:
    return AttendanceOption(
        segment_id=segment.pk,
        kind=segment.kind,
        label=segment.get_kind_display(),
        state=segment.seen_as,
        rooms=segment.rooms,
        taken=segment.taken if shows_counts else None,
        capacity=segment.capacity if shows_counts else None,
    )


def _claim(rsvp: Rsvp | None, *, kinds: dict[int, str], now: datetime) -> Claim | None:
    if rsvp is None or not _stands(rsvp, now=now):
        return None
    return Claim(
        rsvp_id=rsvp.pk,
        kind=kinds[rsvp.segment_id],
        intention=rsvp.intention,
        sight=rsvp.intention_sight,
        sight_label=rsvp.get_intention_sight_display(),
        has_seat=rsvp.state in (Rsvp.State.GOING, Rsvp.State.HELD),
        is_settled=rsvp.intention_settled_at is not None,
        until=rsvp.held_until,
        place=Place.of(rsvp) if rsvp.state == Rsvp.State.WAITING else None,
    )
