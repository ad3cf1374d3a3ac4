"""A member's own claims, and how many people have a claim at some events."""

from dataclasses import dataclass

from django.db.models import Count, Prefetch, Q, Subquery
from django.db.models.functions import JSONObject

from config.kernel.transactions import reading
from events.calendar.models.events import Event
from events.calendar.querysets import EventQuerySet
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment
from events.seats.querysets import RsvpQuerySet
from memberships.communities.models import Community, Membership


@reading
def rsvp_to_settle(*, rsvp_id: int, membership: Membership) -> Rsvp:
    return claims_of(membership).going().get(pk=rsvp_id)


def words_carried_over(membership: Membership, *, community: Community) -> Subquery:
    """The words that the member's next RSVP form starts from, and the claim they are from.

    For an annotation: {"rsvp_id": ..., "intention": ...}, or None.
    """
    carried = Rsvp.objects.within(community).with_unused_carry_over(membership)
    words = JSONObject(rsvp_id="pk", intention="intention")
    return Subquery(carried.values_list(words)[:1])


def claims_of(membership: Membership) -> RsvpQuerySet[Rsvp]:
    return Rsvp.objects.within(membership.community).filter(membership=membership)


@dataclass(frozen=True, slots=True)
class ClaimCounts:
    """How many people have a claim, and how many claims of each kind there are."""

    people: int
    seats: int
    offers: int
    waiting: int


def count_claims(events: EventQuerySet[Event], community: Community) -> ClaimCounts:
    """Count the claims at these events, and the people who would be told, in one statement."""
    live = Rsvp.objects.within(community).live().filter(event__in=events.order_by().values("pk"))
    counted = live.aggregate(
        people=Count("membership", distinct=True),
        seats=Count("pk", filter=Q(state=Rsvp.State.GOING)),
        offers=Count("pk", filter=Q(state=Rsvp.State.OFFERED)),
        waiting=Count("pk", filter=Q(state=Rsvp.State.WAITING)),
    )
    return ClaimCounts(**counted)


def with_counted_segments(
    events: EventQuerySet[Event], community: Community
) -> EventQuerySet[Event]:
    """With the events' segments, each with `waiting`, by one more statement."""
    waiting = Count("rsvps", filter=Q(rsvps__state=Rsvp.State.WAITING))
    counted = Segment.objects.within(community).annotate(waiting=waiting)
    return events.prefetch_related(Prefetch("segments", counted))


def intimate_segment_of(event: Event) -> Segment:
    """The event's segment with rooms. Needs its segments."""
    return next(row for row in event.segments.all() if row.kind == Segment.Kind.INTIMATE)
