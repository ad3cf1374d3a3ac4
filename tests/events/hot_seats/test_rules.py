"""Fewest first, then longest ago, then oldest: over any sequence of gatherings."""

import datetime as dt

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from events.hot_seats import rules
from events.hot_seats.rules import (
    Turn,
    are_offered,
    in_order,
    is_fit_reason,
    offered_until,
    places,
    why_ahead,
)
from tests.factories import NOON

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)
PEOPLE, GATHERINGS = 5, 3


def turn(request_id, *given_at, asked_at=NOON):
    return Turn(request_id, asked_at=asked_at, given_at=given_at)


def ids(turns):
    return [entry.request_id for entry in in_order(turns)]


def test_the_order():
    never_late = turn(1, asked_at=NOON + HOUR)
    never = turn(2)
    long_ago, lately = turn(3, NOON - 9 * DAY), turn(4, NOON - DAY)
    twice = turn(5, NOON - 90 * DAY, NOON - 80 * DAY)

    assert ids([twice, lately, long_ago, never_late, never]) == [2, 1, 3, 4, 5]


def test_at_the_same_moment_the_older_row_comes_first():
    assert ids([turn(2), turn(1)]) == [1, 2]


def test_each_is_told_why_by_counts():
    ahead = [
        turn(1),
        turn(2),
        turn(3, NOON - 2 * DAY),
        turn(4, NOON - 9 * DAY, NOON - 8 * DAY),
        turn(5, NOON - 9 * DAY, NOON - DAY),
    ]
    mine = turn(6, NOON - 3 * DAY, NOON - DAY)

    assert why_ahead(ahead, turn=mine) == {"never": 2, "fewer": 1, "longer": 1, "earlier": 1}


def test_an_event_has_as_many_places_as_such_steps():
    steps = [{"kind": "ARRIVE"}, {"kind": "HOT_SEAT"}, {"kind": "CLOSE"}, {"kind": "HOT_SEAT"}]
    assert (places(steps), places(steps[:1])) == (2, 0)


@pytest.mark.parametrize(
    ("ahead", "is_time"),
    [(48 * HOUR + MINUTE, False), (48 * HOUR, True), (-44 * MINUTE, True), (-45 * MINUTE, False)],
    ids=["before", "48h", "near-the-end", "over"],
)
def test_places_are_offered_in_the_last_48_hours(ahead, is_time):
    starts_at, ends_at = NOON + ahead, NOON + ahead + 45 * MINUTE
    assert are_offered(starts_at=starts_at, ends_at=ends_at, now=NOON) is is_time


def test_no_offer_outlasts_the_event():
    starts_at = NOON - 40 * MINUTE
    ends_at = starts_at + 45 * MINUTE
    assert offered_until(starts_at=starts_at, ends_at=ends_at, now=NOON) == ends_at


def test_a_reason_has_10_to_200_characters():
    lengths = (9, 10, 200, 201)
    assert [is_fit_reason("x" * length) for length in lengths] == [False, True, True, False]


class Queues:
    """The queues of several gatherings of one format, driven by the rules alone."""

    def __init__(self):
        self.now, self.next_id = NOON, 1
        self.queued = {place: {} for place in range(GATHERINGS)}  # person -> (id, asked_at)
        self.given = {}  # (gathering, person) -> when; what stands or was had
        self.unfair = []

    def play(self, moves):
        for move, gathering, person in moves:
            self.now += MINUTE
            getattr(self, f"_{move}")(gathering, person)

    def _ask(self, gathering, person):
        if (gathering, person) not in self.given and person not in self.queued[gathering]:
            self.queued[gathering][person] = (self.next_id, self.now)
            self.next_id += 1

    def _leave(self, gathering, person):
        self.queued[gathering].pop(person, None)

    def _end(self, gathering, person):
        """Declined, lapsed or given back."""
        self.given.pop((gathering, person), None)

    def _offer(self, gathering, _person):
        queue = self.queued[gathering]
        turns = {self._turn(gathering, person): person for person in queue}
        if not turns:
            return
        chosen = turns[rules.in_order(turns)[0]]
        if self._had(chosen) > min(self._had(person) for person in queue):
            self.unfair.append(chosen)
        del queue[chosen]
        self.given[gathering, chosen] = self.now

    def _begin_anew(self, gathering, _person):
        """It is over; who had a place there has had it, and another gathering takes its number."""
        self.queued[gathering].clear()
        for place, person in [key for key in self.given if key[0] == gathering]:
            when = self.given.pop((place, person))
            self.given[f"over-{len(self.given)}-{when}", person] = when

    def _turn(self, gathering, person):
        request_id, asked_at = self.queued[gathering][person]
        times = tuple(when for (_place, who), when in self.given.items() if who == person)
        return Turn(request_id, asked_at=asked_at, given_at=times)

    def _had(self, person):
        return sum(who == person for _place, who in self.given)


MOVES = st.lists(
    st.tuples(
        st.sampled_from(["ask", "ask", "offer", "offer", "leave", "end", "begin_anew"]),
        st.integers(0, GATHERINGS - 1),
        st.integers(0, PEOPLE - 1),
    ),
    max_size=60,
)


@given(moves=MOVES)
@settings(max_examples=300, deadline=None)
def test_nobody_is_given_one_more_than_somebody_who_stands_with_less(moves):
    queues = Queues()
    queues.play(moves)

    assert queues.unfair == []


def test_control_by_the_time_of_asking_somebody_is_passed_by(monkeypatch):
    monkeypatch.setattr(
        rules,
        "in_order",
        lambda turns: sorted(turns, key=lambda entry: (entry.asked_at, entry.request_id)),
    )
    queues = Queues()
    queues.play([("ask", 0, 0), ("offer", 0, 0), ("begin_anew", 0, 0)])
    queues.play([("ask", 0, 0), ("ask", 0, 1), ("offer", 0, 0)])

    assert queues.unfair == [0]


def test_control_by_the_last_one_alone_a_newcomer_has_two_before_others_have_one(monkeypatch):
    """Longest since the last seat first, however many: who joined late is passed by."""
    monkeypatch.setattr(
        rules, "in_order", lambda turns: sorted(turns, key=lambda entry: entry.last_at)
    )
    queues = Queues()
    for person, times in ((0, 2), (1, 1)):
        for _time in range(times):
            queues.play([("ask", 0, person), ("offer", 0, 0), ("begin_anew", 0, 0)])
    queues.play([("ask", 0, 0), ("ask", 0, 1), ("offer", 0, 0)])

    assert queues.unfair == [0]
