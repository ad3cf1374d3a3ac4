"""One place is offered once, whoever is fast. Each race has a control without its guard."""

from functools import partial
from threading import Barrier

import pytest

from events.calendar.querysets import EventQuerySet
from events.hot_seats import services
from events.hot_seats.models import HotSeatRequest
from events.seats.models.rsvps import Rsvp
from tests.events.hot_seats.queueing import (
    HOUR,
    MINUTE,
    accept,
    ask,
    event_with,
    seat,
    sit,
    withdraw,
)
from tests.events.seats.test_races import meet
from tests.factories import NOON, CheckInFactory
from tests.factories.cast import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def unguarded(monkeypatch):
    monkeypatch.setattr(
        EventQuerySet, "locked_with_template", lambda events: events.select_related("revision")
    )


def choose_together(monkeypatch, *, parties=2):
    """All have seen who is next before any of them offers."""
    have_chosen, offer = Barrier(parties), HotSeatRequest._be_offered

    def offer_late(request, **how):
        meet(have_chosen)
        offer(request, **how)

    monkeypatch.setattr(HotSeatRequest, "_be_offered", offer_late)


def race_for_one_place(monkeypatch):
    """Two ask at the same moment for the only place."""
    event = event_with(1, starts_at=NOON + 20 * HOUR)
    first, second = sit(event), sit(event)
    choose_together(monkeypatch)
    at_once(*(partial(ask, event, who, now=NOON) for who in (first, second)))
    return sorted(HotSeatRequest.objects.values_list("state", flat=True))


def test_one_place_is_offered_to_one(monkeypatch):
    assert race_for_one_place(monkeypatch) == ["OFFERED", "QUEUED"]


def test_control_without_the_lock_it_is_offered_to_two(monkeypatch):
    unguarded(monkeypatch)
    assert race_for_one_place(monkeypatch) == ["OFFERED", "OFFERED"]


def race_of_two_events(monkeypatch):
    """One who was there first in both queues, and two who were not: who is offered what."""
    near, far = (NOON + 20 * HOUR, NOON + 30 * HOUR)
    first = event_with(1, starts_at=near)
    second = event_with(1, starts_at=far, like=first)
    eager, others = sit(first), [sit(first), sit(second)]
    sit(second, eager)
    early = NOON - 40 * HOUR
    for event, other in zip((first, second), others, strict=True):
        ask(event, eager, now=early)
        ask(event, other, now=early + MINUTE)
    choose_together(monkeypatch)
    at_once(*(partial(turn, event, now=NOON) for event in (first, second)))
    given = HotSeatRequest.objects.filter(state="OFFERED")
    return given.filter(membership=eager).count(), given.count()


def turn(event, *, now):
    return services._turn(event_id=event.pk, now=now)


def test_two_events_of_one_format_do_not_give_two_to_the_same(monkeypatch):
    assert race_of_two_events(monkeypatch) == (1, 2)


def test_control_without_the_lock_one_is_given_two_while_others_have_none(monkeypatch):
    unguarded(monkeypatch)
    assert race_of_two_events(monkeypatch) == (2, 2)


def test_many_who_give_back_at_once_hand_on_each_place_once():
    event = event_with(6, starts_at=NOON + 20 * HOUR)
    people = [sit(event) for _person in range(12)]
    for who in people:
        ask(event, who, now=NOON)

    at_once(*(partial(withdraw, event, who, now=NOON) for who in people[:6]))

    states = [HotSeatRequest.objects.get(membership=who).state for who in people]
    assert states == ["DECLINED"] * 6 + ["OFFERED"] * 6


def test_an_offer_that_lapses_while_it_is_accepted_is_one_or_the_other(rounds):
    for _round in rounds:
        event = event_with(1, starts_at=NOON + 20 * HOUR)
        first, second = sit(event), sit(event)
        ask(event, first, now=NOON)
        ask(event, second, now=NOON)
        at_once(
            partial(accept, event, first, now=NOON + 44 * MINUTE),
            partial(turn, event, now=NOON + 45 * MINUTE),
        )
        mine, theirs = (HotSeatRequest.objects.get(membership=who) for who in (first, second))
        assert (mine.state, theirs.state) in {("ACCEPTED", "QUEUED"), ("LAPSED", "OFFERED")}


def test_two_hosts_seat_one_person():
    event = event_with(2, starts_at=NOON)
    requests = []
    for _person in range(2):
        who = sit(event)
        CheckInFactory(rsvp=Rsvp.objects.get(event=event, membership=who))
        requests.append(ask(event, who, now=NOON))
        accept(event, who, now=NOON)

    at_once(*(partial(seat, event, request, now=NOON) for request in requests))

    states = HotSeatRequest.objects.values_list("state", flat=True)
    assert sorted(states) == ["ACCEPTED", "SEATED"]
