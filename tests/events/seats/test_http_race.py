"""Three hundred people at once, for twelve seats, over HTTP to the real web server."""

import socket
from collections import Counter
from contextlib import contextmanager

import pytest
from django.urls import reverse

from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment
from tests.events.seats.test_races import without
from tests.factories import (
    CommunityFactory,
    EventFactory,
    MembershipFactory,
    SegmentFactory,
    UserFactory,
)
from tests.load.serving import People, session_cookies, web_server

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.timeout(900),
]

SEATS, CROWD, AT_ONCE = 12, 300, 48
FORM = {"intention": "Redraft one paragraph", "sight": "HOSTS"}


def crowd(count):
    community = CommunityFactory(started_by=UserFactory())
    return [MembershipFactory(community=community) for _person in range(count)]


def event_with_seats(community):
    return SegmentFactory(event=EventFactory(community=community), capacity=SEATS)


def address(segment):
    event = segment.event
    return reverse("events:rsvp_create", args=[event.community.slug, event.pk, segment.pk])


def rush(people, members):
    """One round: how many got which status, the rows that sit, and the counter."""
    segment = event_with_seats(members[0].community)
    statuses = Counter(people.post(address(segment), FORM, members))
    seated = Rsvp.objects.filter(segment=segment, state="GOING").count()
    return dict(statuses), seated, Segment.objects.get(pk=segment.pk).taken


def test_300_parallel_rsvps_seat_exactly_12_in_each_round(rounds):
    members = crowd(CROWD)
    cookies = session_cookies(members)
    with web_server() as port, People(port, cookies, at_once=AT_ONCE) as people:
        outcomes = [rush(people, members) for _round in rounds]

    assert outcomes == [({302: SEATS, 422: CROWD - SEATS}, SEATS, SEATS)] * len(rounds)


def test_control_without_the_guard_the_same_rush_oversells(rounds):
    members = crowd(CROWD)
    cookies = session_cookies(members)
    with (
        without("never_oversold", table="events_segment"),
        web_server("tests.load.unguarded:application") as port,
        People(port, cookies, at_once=AT_ONCE) as people,
    ):
        outcomes = [rush(people, members) for _round in rounds]

    assert max(seated for _statuses, seated, _taken in outcomes) > SEATS


@contextmanager
def mute_broker():
    """A Redis that takes connections and never says a word: its URL."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        yield f"redis://127.0.0.1:{silent.getsockname()[1]}/0"


def rsvps_without_redis(application, *, patience):
    """Eight RSVPs, four at a time, beside a broker that hangs."""
    members = crowd(8)
    cookies, segment = session_cookies(members), event_with_seats(members[0].community)
    with (
        mute_broker() as nowhere,
        web_server(application, REDIS_URL=nowhere) as port,
        People(port, cookies, at_once=4, patience=patience) as people,
    ):
        return people.post(address(segment), FORM, members)


def test_a_broker_that_hangs_slows_no_rsvp():
    assert rsvps_without_redis("tests.load.served:application", patience=15) == [302] * 8


def test_control_a_request_that_speaks_to_a_hanging_broker_waits_for_it():
    with pytest.raises(TimeoutError):
        rsvps_without_redis("tests.load.waiting:application", patience=8)
