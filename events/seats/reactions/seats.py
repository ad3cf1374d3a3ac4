from typing import Any

from django.db.models import F, Q, QuerySet

from config.kernel.models import Fact
from config.kernel.reactions import reacts_to
from events.calendar.models.events import Event
from events.names.hooks import has_a_seat, room_hosts
from events.seats.facts import WAITLIST_JOINED
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment
from events.seats.models.sister_rooms import SisterRoom
from memberships.communities.facts import MEMBERSHIP_ENDED, MEMBERSHIP_PAUSED, MEMBERSHIP_SUSPENDED
from memberships.communities.models import Community


@reacts_to(
    MEMBERSHIP_ENDED,
    MEMBERSHIP_PAUSED,
    MEMBERSHIP_SUSPENDED,
    name="events.free_seats_of_who_stepped_back",
)
def release_claims_of_inactive(fact: Fact) -> None:
    """A member who cannot come makes room for the waitlist, at every event that has not begun."""
    now = fact.happened_at
    ahead = Event.objects.within(fact.home).scheduled_or_live().filter(starts_at__gt=now)
    claims = Rsvp.objects.within(fact.home).live().filter(membership_id=fact.subject_id)
    mine = claims.filter(event__in=ahead).exclude(membership__status="ACTIVE")
    # All counters in one order, so that two such reactions never wait for each other.
    counters = Segment.objects.within(fact.home).filter(pk__in=mine.values("segment"))
    held = [segment.pk for segment in counters.order_by("pk").locked()]
    theirs = mine.filter(segment__in=held).select_related("segment", "event")
    for rsvp in theirs.order_by("segment_id"):
        rsvp.release(reason=Rsvp.ReleaseReason.STEPPED_BACK, by=None, now=now)


@reacts_to(WAITLIST_JOINED, name="events.propose_sister_room")
def propose_sister_room(fact: Fact) -> None:
    """Where enough members wait, those who run the event are asked for another room."""
    segment = Segment.objects.within(fact.home).get(rsvps=fact.subject_id).locked()
    if segment.kind == Segment.Kind.INTIMATE:
        SisterRoom.propose(segment, now=fact.happened_at)


@room_hosts.fill
def sister_rooms_with_host(*, event: Event, community: Community) -> QuerySet[SisterRoom, Any]:
    return SisterRoom.objects.within(community).confirmed().filter(event=event)


@has_a_seat.fill
def has_going_rsvp() -> Q:
    return Q(
        membership__status="ACTIVE",
        membership__rsvps__event=F("event"),
        membership__rsvps__state="GOING",
    )
