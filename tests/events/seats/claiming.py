"""What the tests of seats share: a full event with a line, and the services in short."""

import datetime as dt

from django.utils import timezone

from config.kernel.delivery import deliver_due
from config.kernel.models import Delivery
from events.calendar.models.events import Event
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment
from events.seats.services.claims import accept_seat, move_wish, release_seat, remove_from_event
from events.seats.services.rooms import change_capacity
from memberships.separations.models import Separation
from tests.factories import (
    NOON,
    EventFactory,
    MembershipFactory,
    RsvpFactory,
    SegmentFactory,
    TemplateRevisionFactory,
)

MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def room(*, ahead=7 * DAY, capacity=2, **more):
    """An intimate segment of an event that begins this long after NOON."""
    return SegmentFactory(event__starts_at=NOON + ahead, capacity=capacity, **more)


def fill(segment):
    free = segment.capacity - Segment.objects.get(pk=segment.pk).taken
    return [RsvpFactory(segment=segment) for _seat in range(free)]


def person(segment, **more):
    return MembershipFactory(community=segment.community, **more)


def waitlist_of(segment, count):
    """So many in line, a minute after each other."""
    return [
        RsvpFactory(segment=segment, state="WAITING", joined_at=NOON + place * MINUTE)
        for place in range(count)
    ]


def repeats(*, aheads=(7 * DAY, 14 * DAY), capacity=2):
    """Intimate segments of events of one template, one after the other."""
    revision = TemplateRevisionFactory()
    return [
        SegmentFactory(
            capacity=capacity,
            event=EventFactory(
                community=revision.community, revision=revision, starts_at=NOON + ahead
            ),
        )
        for ahead in aheads
    ]


def release(rsvp, *, now=NOON):
    return release_seat(event_id=rsvp.event_id, membership=rsvp.membership, now=now)


def accept(rsvp, *, now=NOON):
    return accept_seat(event_id=rsvp.event_id, membership=rsvp.membership, now=now)


def remove(rsvp, *, by, now=NOON):
    return remove_from_event(
        event_id=rsvp.event_id,
        rsvp_id=rsvp.pk,
        membership=by,
        reason="Not for this one.",
        now=now,
    )


def move_on(rsvp, target, *, now=NOON):
    return move_wish(
        event_id=rsvp.event_id, to_event_id=target.event_id, membership=rsvp.membership, now=now
    )


def resize(segment, *, rooms, capacity, now=NOON):
    return change_capacity(
        event_id=segment.event_id,
        rooms=rooms,
        capacity=capacity,
        membership=segment.event.host,
        now=now,
    )


def keep_apart(*, protected, restrained):
    return Separation.objects.create(
        community=protected.community, protected=protected, restrained=restrained, made_at=NOON
    )


def states(*claims):
    return [Rsvp.objects.get(pk=rsvp.pk).state for rsvp in claims]


def react():
    """Let follow, by the real clock, what follows from facts of NOON."""
    Delivery.objects.filter(delivered_at=None).update(due_at=timezone.now())
    deliver_due(queue="inside")


def start_of(segment):
    return Event.objects.get(pk=segment.event_id).starts_at
