from typing import Any

from django.db.models import F, Q, QuerySet

from config.kernel import facts
from config.kernel.models import Fact
from config.kernel.reactions import reacts_to
from events.calendar.models.events import Event
from events.names.hooks import has_a_seat, room_hosts
from events.seats.facts import SEAT_RELEASED, SISTER_ROOM_PROPOSED, WAITLIST_JOINED
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment
from events.seats.models.sister_rooms import SisterRoom
from memberships.communities.facts import MEMBERSHIP_ENDED, MEMBERSHIP_PAUSED, MEMBERSHIP_SUSPENDED
from memberships.communities.models import Community

STANDING = (Event.State.SCHEDULED, Event.State.LIVE)


@reacts_to(
    MEMBERSHIP_ENDED,
    MEMBERSHIP_PAUSED,
    MEMBERSHIP_SUSPENDED,
    name="events.free_seats_of_who_stepped_back",
)
def free_seats_of_who_stepped_back(fact: Fact) -> None:
    """Whoever cannot come gives way to the waitlist, at every event that has not begun."""
    now = fact.happened_at
    claims = Rsvp.objects.within(fact.home).live().filter(membership_id=fact.subject_id)
    ahead = claims.filter(event__starts_at__gt=now, event__state__in=STANDING)
    mine = ahead.exclude(membership__status="ACTIVE")
    # All counters in one order, so that two such reactions never wait for each other.
    counters = Segment.objects.within(fact.home).filter(pk__in=mine.values("segment"))
    held = [segment.pk for segment in counters.order_by("pk").locked()]
    theirs = mine.filter(segment__in=held).select_related("segment", "event")
    for rsvp in theirs.order_by("segment_id"):
        _release(rsvp, fact=fact)


@reacts_to(WAITLIST_JOINED, name="events.propose_sister_room")
def propose_sister_room(fact: Fact) -> None:
    """Where enough people wait, those who run the event are asked for another room."""
    now, segments = fact.happened_at, Segment.objects.within(fact.home)
    segment = segments.get(rsvps=fact.subject_id).locked()
    if segment.kind == Segment.Kind.INTIMATE and (room := SisterRoom.propose(segment, now=now)):
        event_id = segment.event_id
        facts.record(SISTER_ROOM_PROPOSED, about=room, by=None, now=now, event_id=event_id)


def _release(rsvp: Rsvp, *, fact: Fact) -> None:
    now = fact.happened_at
    called = rsvp.release(way=Rsvp.ReleaseReason.STEPPED_BACK, now=now)
    event_id, was, way = rsvp.event_id, str(rsvp.was), str(rsvp.release_reason)
    facts.record(SEAT_RELEASED, about=rsvp, by=None, now=now, event_id=event_id, was=was, way=way)
    for heir in called:
        name, data = heir.call
        facts.record(name, about=heir, by=None, now=now, **data)


@room_hosts.fill
def hosts_of_sister_rooms(*, event: Event, community: Community) -> QuerySet[SisterRoom, Any]:
    return SisterRoom.objects.within(community).confirmed().filter(event=event)


@has_a_seat.fill
def is_going() -> Q:
    return Q(
        membership__status="ACTIVE",
        membership__rsvps__event=F("event"),
        membership__rsvps__state="GOING",
    )
