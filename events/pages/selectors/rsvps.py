from dataclasses import dataclass
from datetime import datetime
from typing import Literal, Self

from config.kernel.prepared_queries import prepared
from config.kernel.transactions import reading
from events.access.selectors import needs_to_answer
from events.calendar.models.events import Event
from events.calendar.policies import may_run
from events.names.selectors import own_handle
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment
from events.seats.querysets import RsvpQuerySet, SegmentQuerySet
from events.seats.rules import (
    Openness,
    delayed_booking_opens_at,
    free_cancel_until,
    offer_duration,
)
from events.seats.selectors.claims import words_carried_over
from events.seats.selectors.repeats import NextRepeat, next_repeat
from events.seats.selectors.waitlist import Place, with_places
from memberships.communities.models import Community, Membership

Stage = Literal["cancelled", "over", "hosting", "removed", "seated", "offered", "waiting", "open"]


@dataclass(frozen=True, slots=True)
class AttendanceOption:
    """One way to attend, as this member may see it: counts are for those who run the event.

    `delayed_booking_opens_at`: from when they can take a seat, where that is not yet.
    """

    segment_id: int
    kind: str
    label: str
    state: Openness
    delayed_booking_opens_at: datetime | None
    taken: int | None
    capacity: int | None

    @classmethod
    def of(cls, segment: Segment, *, runs_it: bool) -> Self:
        """From a segment read `with_restrictions_for` the member."""
        starts_at = segment.event.starts_at
        return cls(
            segment_id=segment.pk,
            kind=segment.kind,
            label=segment.get_kind_display(),
            state=segment.openness_for_member,
            delayed_booking_opens_at=delayed_booking_opens_at(starts_at=starts_at)
            if segment.is_booking_delayed
            else None,
            taken=segment.taken if runs_it else None,
            capacity=segment.capacity if runs_it else None,
        )


@dataclass(frozen=True, slots=True)
class CarriedWords:
    """The intention that a member carries over from the claim `rsvp_id` to their next RSVP."""

    rsvp_id: int
    intention: str

    @classmethod
    def of(cls, segment: Segment) -> Self | None:
        """From a segment that `segments_of` found; None where nothing is carried over."""
        carried = segment.carried  # type: ignore[attr-defined]  # of `segments_of`
        return cls(**carried) if carried else None


@dataclass(frozen=True, slots=True)
class RsvpPanel:
    """What the member can do about this event now, and what they have done.

    `mine` is their claim while it counts, `lapsed` one whose offer ran out. `carried` has the
    words that wait for a fresh form. `open_needs` is how many access needs wait for an answer,
    for those who run the event.
    """

    event: Event
    stage: Stage
    intimate: AttendanceOption
    broadcast: AttendanceOption | None
    mine: Rsvp | None
    lapsed: Rsvp | None
    removal_reason: str
    carried: CarriedWords | None
    repeat: NextRepeat | None
    open_needs: int
    runs_it: bool
    handle: str
    now: datetime

    @property
    def has_begun(self) -> bool:
        return self.event.has_started(now=self.now)

    @property
    def are_doors_open(self) -> bool:
        return self.event.are_doors_open(now=self.now)

    @property
    def is_first_to_accept(self) -> bool:
        """So near the start that seats are not offered: the first to take a free one has it."""
        return offer_duration(ahead=self.event.starts_at - self.now) is None

    @property
    def free_until(self) -> datetime:
        return free_cancel_until(starts_at=self.event.starts_at)

    @property
    def is_cancelling_free(self) -> bool:
        return self.now <= self.free_until

    @property
    def may_ask(self) -> bool:
        """Whether the member can still say what they need to take part."""
        return self.event.is_scheduled_or_live and not self.has_begun

    @property
    def meeting_url(self) -> str:
        """The link of an online meeting: for those who come and those who run it, once open."""
        may_see = self.runs_it or self.stage == "seated"
        return self.event.meeting_url if may_see and self.are_doors_open else ""

    @property
    def has_seat(self) -> bool:
        return self.mine is not None and self.mine.state == Rsvp.State.GOING

    @property
    def is_for_room(self) -> bool:
        """Whether the member's claim is on a seat in a room."""
        return self.mine is not None and self.mine.segment_id == self.intimate.segment_id

    @property
    def sits_in_room(self) -> bool:
        return self.has_seat and self.is_for_room

    @property
    def place(self) -> Place | None:
        return Place.of(self.mine) if self.mine and self.stage == "waiting" else None

    @property
    def lapsed_at(self) -> datetime | None:
        """When the offer ran out: when its time was over, or when the clock ended it."""
        return (self.lapsed.released_at or self.lapsed.held_until) if self.lapsed else None

    @property
    def may_accept(self) -> bool:
        """Whether a press takes a seat: one that is offered, or one that came free late."""
        if self.stage != "waiting":
            return self.stage == "offered"
        option = self.intimate if self.is_for_room else self.broadcast
        return self.is_first_to_accept and option is not None and option.state != "full"

    @property
    def other_way(self) -> AttendanceOption | None:
        """Where the member could move their claim to, if a place is free there."""
        if self.mine is None or self.has_begun or self.stage == "offered":
            return None
        other = self.broadcast if self.is_for_room else self.intimate
        return other if other and other.state != "full" else None

    @property
    def may_leave(self) -> bool:
        return self.stage == "waiting" or (self.stage == "seated" and not self.has_begun)


@reading
def rsvp_panel(*, event_id: int, membership: Membership, now: datetime) -> RsvpPanel:
    segments = segments_of(event_id=event_id, membership=membership, now=now)
    mine = latest_claim(community=membership.community, event_id=event_id, membership=membership)
    return panel_of(
        segments=segments,
        rsvp=mine[0] if mine else None,
        membership=membership,
        handle=own_handle(segments[0].event, membership=membership),
        now=now,
    )


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
    carried = words_carried_over(membership, community=community)
    related = segments.annotate(open_needs=needs, carried=carried).select_related(
        "event__revision", "event__host__user"
    )
    return related.filter(event_id=event_id).exclude(event__state="DRAFT")


def panel_of(
    *,
    segments: list[Segment],
    rsvp: Rsvp | None,
    membership: Membership,
    handle: str,
    now: datetime,
) -> RsvpPanel:
    """From what `segments_of` found and the member's latest claim. Needs a tenant scope.

    One statement where the next repeat is shown, else none. `carried` is left to the caller.
    """
    event, runs_it = segments[0].event, may_run(membership, segments[0].event)
    options = {row.kind: AttendanceOption.of(row, runs_it=runs_it) for row in segments}
    intimate = options[Segment.Kind.INTIMATE]
    stage = _stage(event=event, rsvp=rsvp, membership=membership, now=now)
    is_sought = stage in ("cancelled", "waiting") or (stage == "open" and intimate.state == "full")
    return RsvpPanel(
        event=event,
        stage=stage,
        intimate=intimate,
        broadcast=options.get(Segment.Kind.BROADCAST),
        mine=rsvp if rsvp and _counts(rsvp, now=now) else None,
        lapsed=rsvp if rsvp and stage == "open" and _has_lapsed(rsvp, now=now) else None,
        removal_reason=rsvp.removal_reason if rsvp else "",
        carried=None,
        repeat=next_repeat(event, membership=membership, now=now) if is_sought else None,
        open_needs=segments[0].open_needs,  # type: ignore[attr-defined]  # of `segments_of`
        runs_it=runs_it,
        handle=handle,
        now=now,
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
    if not _counts(rsvp, now=now):
        return "open"
    stages: dict[str, Stage] = {Rsvp.State.WAITING: "waiting", Rsvp.State.OFFERED: "offered"}
    return stages.get(rsvp.state, "seated")


def _counts(rsvp: Rsvp, *, now: datetime) -> bool:
    return rsvp.state != Rsvp.State.RELEASED and not _has_lapsed(rsvp, now=now)


def _has_lapsed(rsvp: Rsvp, *, now: datetime) -> bool:
    """An offer lapses when its time is over, even before the clock has ended it."""
    if rsvp.state == Rsvp.State.OFFERED and rsvp.held_until is not None:
        return rsvp.held_until <= now
    return rsvp.release_reason == Rsvp.ReleaseReason.LAPSED
