"""What the tests of separations have in common: a table where one must not meet another."""

import datetime as dt

from django.urls import reverse
from django.utils import timezone

from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment
from events.seats.services.claims import join_waitlist, reserve_seat
from tests.factories import (
    EventFactory,
    MembershipFactory,
    RsvpFactory,
    SegmentFactory,
    SeparationFactory,
    cast,
)
from tests.factories.cast import WORDS

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
SEATS = 6


class Table:
    """One event with six seats and a broadcast; `bo` must not meet `ada`, who decided so."""

    def __init__(self, *, ahead=2 * DAY):
        self.now = timezone.now().replace(microsecond=0)
        self.event = EventFactory(starts_at=self.now + ahead)
        self.community = self.event.community
        self.seats = SegmentFactory(event=self.event, capacity=SEATS)
        self.broadcast = SegmentFactory(event=self.event, kind="BROADCAST")
        self.bo, self.ada, *self.others = (self.someone() for _person in range(SEATS + 2))
        self.separation = SeparationFactory(protected=self.ada, restrained=self.bo)
        self.later = EventFactory(
            community=self.community,
            revision=self.event.revision,
            host=self.event.host,
            starts_at=self.event.starts_at + 7 * DAY,
        )
        SegmentFactory(event=self.later)

    def someone(self, **more):
        return MembershipFactory(community=self.community, **more)

    def seated(self, *people):
        """These have the intimate seats, and nobody else."""
        Rsvp.objects.filter(segment=self.seats, state="GOING").delete()
        Segment.objects.filter(pk=self.seats.pk).update(taken=0)
        for person in people:
            RsvpFactory(segment=self.seats, membership=person)

    def full(self):
        self.seated(*self.others)

    def closed_to_bo(self):
        self.seated(self.ada)

    def open_to_all(self):
        self.seated(self.others[0])


def path(name, event, *more):
    return reverse(f"events:{name}", args=[event.community.slug, event.pk, *more])


def in_community(name, table, *more):
    return reverse(name, args=[table.community.slug, *more])


def claim(key="k1"):
    return {"intention": WORDS, "sight": "HOSTS", "idempotency_key": key}


def reserve(table, person, *, use_case=reserve_seat, now=None):
    return cast.reserve(table.seats, person, act=use_case, now=now or table.now)


def join(table, person):
    return reserve(table, person, use_case=join_waitlist)


def state_of(table, person):
    return Rsvp.objects.get(membership=person, event=table.event).state


def taken(table):
    return cast.taken(table.seats)
