from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from config.kernel.transactions import reading
from events.models import Event, Rsvp, Segment
from events.policies import may_run
from events.rules.seats import Openness, openness
from events.selectors.loop import CarriedOver
from memberships.models import Membership

Stage = Literal["cancelled", "over", "hosting", "seated", "waiting", "open"]


@dataclass(frozen=True, slots=True)
class Way:
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
    """The member's own place; `place_in_line` counts from one, for those who wait."""

    rsvp_id: int
    kind: str
    intention: str
    sight: str
    sight_label: str
    has_seat: bool
    is_settled: bool
    place_in_line: int | None


@dataclass(frozen=True, slots=True)
class Panel:
    """What the member can do about this event now, and what they have done."""

    event: Event
    stage: Stage
    intimate: Way
    broadcast: Way | None
    mine: Claim | None
    carried: CarriedOver | None
    runs_it: bool
    has_begun: bool
    are_doors_open: bool
    is_wrap_up_open: bool

    @property
    def meeting_url(self) -> str:
        """The link of an online meeting: for those who come and those who run it, once open."""
        may_see = self.runs_it or self.stage == "seated"
        return self.event.meeting_url if may_see and self.are_doors_open else ""

    @property
    def other_way(self) -> Way | None:
        """Where the member could move their claim to, if a place is free there."""
        if self.mine is None or self.has_begun:
            return None
        other = self.broadcast if self.mine.kind == Segment.Kind.INTIMATE else self.intimate
        return other if other and other.state != "full" else None

    @property
    def may_leave(self) -> bool:
        return self.stage == "waiting" or (self.stage == "seated" and not self.has_begun)


@reading
def rsvp_panel(*, event_id: int, membership: Membership, now: datetime) -> Panel:
    segments = segments_of(event_id=event_id, membership=membership)
    mine = Rsvp.objects.within(membership.community).live().filter(membership=membership)
    rsvp = mine.filter(event_id=event_id).first()
    return panel_of(segments=segments, rsvp=rsvp, membership=membership, now=now)


def segments_of(*, event_id: int, membership: Membership) -> list[Segment]:
    """An event's segments, each with the event, in one statement. Drafts are not there."""
    segments = Segment.objects.within(membership.community).exclude(event__state="DRAFT")
    related = segments.select_related("event__revision", "event__host__user")
    found = list(related.filter(event_id=event_id))
    if not found:
        raise Event.DoesNotExist
    for segment in found:
        segment.event = found[0].event
    return found


def panel_of(
    *, segments: list[Segment], rsvp: Rsvp | None, membership: Membership, now: datetime
) -> Panel:
    """Built inside the caller's door; one more statement where the member waits in line.

    Words that were carried over are for a fresh form: the event page adds them.
    """
    event = segments[0].event
    runs_it = may_run(membership, event)
    ways = {segment.kind: _way(segment, shows_counts=runs_it) for segment in segments}
    kinds = {segment.pk: segment.kind for segment in segments}
    stage = _stage(event=event, rsvp=rsvp, membership=membership, now=now)
    return Panel(
        event=event,
        stage=stage,
        intimate=ways[Segment.Kind.INTIMATE],
        broadcast=ways.get(Segment.Kind.BROADCAST),
        mine=_claim(rsvp, kind=kinds[rsvp.segment_id], membership=membership) if rsvp else None,
        carried=None,
        runs_it=runs_it,
        has_begun=event.has_started(now=now),
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
    if rsvp is None:
        return "open"
    return "seated" if rsvp.holds_a_seat else "waiting"


def _way(segment: Segment, *, shows_counts: bool) -> Way:
    return Way(
        segment_id=segment.pk,
        kind=segment.kind,
        label=segment.get_kind_display(),
        state=openness(taken=segment.taken, capacity=segment.capacity),
        rooms=segment.rooms,
        taken=segment.taken if shows_counts else None,
        capacity=segment.capacity if shows_counts else None,
    )


def _claim(rsvp: Rsvp, *, kind: str, membership: Membership) -> Claim:
    everybody = Rsvp.objects.within(membership.community)
    is_waiting = rsvp.state == Rsvp.State.WAITING
    return Claim(
        rsvp_id=rsvp.pk,
        kind=kind,
        intention=rsvp.intention,
        sight=rsvp.intention_sight,
        sight_label=rsvp.get_intention_sight_display(),
        has_seat=rsvp.holds_a_seat,
        is_settled=rsvp.intention_settled_at is not None,
        place_in_line=everybody.ahead_of(rsvp).count() + 1 if is_waiting else None,
    )
