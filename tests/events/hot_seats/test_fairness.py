"""Over the services and a real database: nobody is given one more than who stands with less."""

from collections import Counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from config.kernel.errors import Refusal
from events.hot_seats import models
from events.hot_seats.models import HotSeatRequest
from events.hot_seats.services import _turn
from tests.events.hot_seats.queueing import (
    HOUR,
    MINUTE,
    accept,
    ask,
    complete,
    event_with,
    give,
    seat,
    sit,
    withdraw,
)
from tests.factories import NOON, CheckInFactory, MembershipFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

PEOPLE, EVENTS = 4, 3
MOVES = st.lists(
    st.tuples(
        st.sampled_from(
            ["ask", "ask", "ask", "accept", "withdraw", "wait", "seat", "complete", "override"]
        ),
        st.integers(0, EVENTS - 1),
        st.integers(0, PEOPLE - 1),
    ),
    min_size=5,
    max_size=25,
)


class Circle:
    """Three gatherings of one format, one hot seat each, the same people; half are at the first.

    `unfair` are those who were given a place while somebody stood there with fewer.
    """

    def __init__(self):
        self.now, self.unfair, self.overridden = NOON, [], 0
        first = event_with(1, starts_at=NOON + HOUR)
        later = [event_with(1, starts_at=NOON + at * HOUR, like=first) for at in (2, 60)]
        self.events = [first, *later]
        self.people = [MembershipFactory(community=first.community) for _who in range(PEOPLE)]
        for event in self.events:
            for who in self.people:
                sit(event, who)
        for rsvp in first.rsvps.filter(membership__in=self.people[::2]):
            CheckInFactory(rsvp=rsvp)

    def play(self, moves):
        for move, at, who in moves:
            self.now += 7 * MINUTE
            event, before, had = self.events[at], self._given(), self._had()
            self._do(move, event, self.people[who])
            self._look(event, before=before, had=had)

    def _do(self, move, event, who):
        acts = {"ask": ask, "accept": accept, "withdraw": withdraw}
        of_host = {"seat": seat, "complete": complete, "override": give}
        try:
            if move in acts:
                acts[move](event, who, now=self.now)
            elif move in of_host:
                mine = HotSeatRequest.objects.active().get(event=event, membership=who)
                of_host[move](event, mine, now=self.now)
            else:
                _turn(event_id=event.pk, now=self.now)
        except (Refusal, HotSeatRequest.DoesNotExist):
            return

    def _look(self, event, *, before, had):
        waiting = HotSeatRequest.objects.ready_for_offer().filter(event=event)
        fewest = min((had[row.membership_id] for row in waiting), default=None)
        for row in HotSeatRequest.objects.filter(pk__in=self._given() - before):
            is_passing_by = fewest is not None and had[row.membership_id] > fewest
            if is_passing_by and row.override_reason:
                self.overridden += 1
            elif is_passing_by:
                self.unfair.append(row.pk)

    def _given(self):
        return set(self._rows().values_list("pk", flat=True))

    def _had(self):
        return Counter(self._rows().values_list("membership_id", flat=True))

    def _rows(self):
        return HotSeatRequest.objects.occupying_a_place(self.now).filter(event__in=self.events)


@given(moves=MOVES)
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
def test_over_the_services_too_nobody_is_passed_by(moves):
    circle = Circle()
    circle.play(moves)

    assert circle.unfair == []


SECOND_BEFORE_A_FIRST = [
    ("ask", 0, 0),
    ("accept", 0, 0),
    ("ask", 1, 1),
    ("ask", 1, 0),
    ("ask", 1, 2),
    ("withdraw", 1, 1),
]


def test_who_has_one_is_not_given_another_before_somebody_without():
    circle = Circle()
    circle.play(SECOND_BEFORE_A_FIRST)

    newest = HotSeatRequest.objects.get(event=circle.events[1], state="OFFERED")
    assert newest.membership == circle.people[2]
    assert circle.unfair == []


def test_control_by_the_time_of_asking_the_watch_sees_it(monkeypatch):
    monkeypatch.setattr(
        models, "in_order", lambda turns: sorted(turns, key=lambda entry: entry.request_id)
    )
    circle = Circle()
    circle.play(SECOND_BEFORE_A_FIRST)

    assert len(circle.unfair) == 1


def test_an_override_may_pass_somebody_by_and_is_known_as_one():
    circle = Circle()
    circle.play(
        [("ask", 0, 0), ("accept", 0, 0), ("ask", 2, 1), ("ask", 2, 0), ("override", 2, 0)]
    )

    assert (circle.unfair, circle.overridden) == ([], 1)
