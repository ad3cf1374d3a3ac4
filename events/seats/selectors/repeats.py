from dataclasses import dataclass
from datetime import datetime
from typing import Self

from django.db.models import Case, Exists, F, OuterRef, Q, When

from config.kernel.prepared_queries import prepared
from events.calendar.models.events import Event
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment
from events.seats.querysets import SegmentQuerySet
from events.seats.rules import Openness
from memberships.communities.models import Community, Membership

HAS_A_FREE_SEAT = Q(taken__lt=F("capacity"))


@dataclass(frozen=True, slots=True)
class NextRepeat:
    """A later event of the same template, and how full it looks to one member."""

    event: Event
    state: Openness

    @classmethod
    def of(cls, segment: Segment) -> Self:
        return cls(event=segment.event, state=segment.openness_for_member)


def next_repeat(event: Event, *, membership: Membership, now: datetime) -> NextRepeat | None:
    """The soonest repeat with a seat for this member, else the soonest, in one statement.

    Not one that they host, have a claim at or were taken off. Needs a tenant scope, and
    the event's revision.
    """
    found = _soonest_seen(
        community=membership.community,
        membership=membership,
        template_id=event.revision.template_id,
        after=max(event.starts_at, now),
        now=now,
    )
    return NextRepeat.of(found[0]) if found else None


def replacement_repeat(
    event: Event, *, membership: Membership, besides: list[int], now: datetime
) -> NextRepeat | None:
    """What members who lose this event are pointed to: none of `besides`, lost with it."""
    later = _later(
        community=membership.community,
        template_id=event.revision.template_id,
        after=max(event.starts_at, now),
    )
    found = list(_soonest(later.exclude(event__in=besides), free=HAS_A_FREE_SEAT))
    return NextRepeat.of(found[0]) if found else None


@prepared
def _soonest_seen(
    *,
    community: Community,
    membership: Membership,
    template_id: int,
    after: datetime,
    now: datetime,
) -> SegmentQuerySet[Segment]:
    claims = Rsvp.objects.within(community).filter(membership=membership)
    kept_or_lost = Q(release_reason=Rsvp.ReleaseReason.REMOVED) | ~Q(state=Rsvp.State.RELEASED)
    mine = claims.filter(kept_or_lost, event=OuterRef("event"))
    later = _later(community=community, template_id=template_id, after=after)
    open_to_them = later.exclude(event__host=membership).exclude(Exists(mine))
    seen = open_to_them.with_restrictions_for(membership, now=now)
    return _soonest(seen, free=HAS_A_FREE_SEAT & Q(is_restrained=False))


def _later(*, community: Community, template_id: int, after: datetime) -> SegmentQuerySet[Segment]:
    segments = Segment.objects.within(community).filter(kind=Segment.Kind.INTIMATE)
    return segments.filter(
        event__revision__template=template_id,
        event__state=Event.State.SCHEDULED,
        event__starts_at__gt=after,
    )


def _soonest(segments: SegmentQuerySet[Segment], *, free: Q) -> SegmentQuerySet[Segment]:
    free_first = Case(When(free, then=0), default=1)
    ordered = segments.order_by(free_first, "event__starts_at", "pk")
    return ordered.select_related("event")[:1]
