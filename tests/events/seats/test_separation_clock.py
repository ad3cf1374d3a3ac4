"""Kept apart: the time that an answer takes does not tell it from that of a full event."""

import random
import statistics
import time
from functools import partial
from math import sqrt

import pytest

from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment
from tests.events.seats.apart import SEATS, Table, claim, path
from tests.factories import RsvpFactory

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.slow,
    pytest.mark.timeout(900),
]

TRIES, ROUNDS = 200, 3
ALIKE = 0.05
NOT_BY_CHANCE = 3.3  # standard deviations: once in a thousand


@pytest.fixture
def table():
    return Table()


class Stopwatch:
    """Times answers to `bo`, in turns with the event truly full and only closed to him.

    By the real clock, and by the processor's, which does not run while others are served.
    """

    clocks = (time.perf_counter, time.thread_time)

    def __init__(self, table):
        self.table = table
        table.full()
        RsvpFactory(segment=table.broadcast, membership=table.ada)
        self.chance = random.Random(12)

    def arrange(self, *, is_closed):
        """The same writes for both, so that only what is read differs."""
        ada = Rsvp.objects.filter(membership=self.table.ada)
        ada.update(segment=self.table.seats if is_closed else self.table.broadcast)
        taken = 1 if is_closed else SEATS
        Segment.objects.filter(pk=self.table.seats.pk).update(taken=taken)

    def times(self, ask):
        """For each clock, how long the answers of the full and of the closed event took."""
        found = {True: [], False: []}
        for _try in range(TRIES):
            for is_closed in self.chance.sample([True, False], 2):
                self.arrange(is_closed=is_closed)
                began = [clock() for clock in self.clocks]
                ask()
                ended = [clock() for clock in self.clocks]
                found[is_closed].append([e - b for b, e in zip(began, ended, strict=True)])
        return [
            tuple([took[number] for took in found[is_closed]] for is_closed in (False, True))
            for number in range(len(self.clocks))
        ]


def deviation(one, other):
    """Mann-Whitney: how many standard deviations the sum of ranks lies from chance."""
    ranked = sorted([(value, 0) for value in one] + [(value, 1) for value in other])
    ranks = sum(rank for rank, (_value, is_other) in enumerate(ranked, start=1) if not is_other)
    n, m = len(one), len(other)
    return (ranks - n * (n + m + 1) / 2) / sqrt(n * m * (n + m + 1) / 12)


def compared(full, closed):
    """The ratio of the medians, and what the ranks say."""
    ratio = statistics.median(closed) / statistics.median(full)
    return round(ratio, 3), round(deviation(full, closed), 2)


def looks_the_same(table, ask, *, rounds):
    """Whether in one of these rounds no clock tells the two apart, and what each round showed."""
    seen, stopwatch = [], Stopwatch(table)
    for _round in range(rounds):
        seen.append([compared(*clock) for clock in stopwatch.times(ask)])
        if all(abs(r - 1) < ALIKE and abs(z) < NOT_BY_CHANCE for r, z in seen[-1]):
            return True, seen
    return False, seen


def asks(client, table):
    url = path("rsvp_create", table.event, table.seats.pk)
    numbers = iter(range(10**6))
    return {
        "page": partial(client.get, path("event_detail", table.event)),
        "answer": lambda: client.post(url, claim(f"k{next(numbers)}")),
    }


@pytest.mark.parametrize("what", ["page", "answer"])
def test_the_clock_does_not_tell(sign_in, table, what):
    ask = asks(sign_in(table.bo), table)[what]

    is_same, seen = looks_the_same(table, ask, rounds=ROUNDS)

    assert is_same, seen


def an_answer_takes(ask):
    """In seconds, the middle of a few: the busier the machine, the longer."""
    took = []
    for _try in range(15):
        began = time.perf_counter()
        ask()
        took.append(time.perf_counter() - began)
    return statistics.median(took)


@pytest.mark.parametrize("flaw", ["a pause", "a statement"])
def test_control_a_pause_and_a_statement_are_noticed(sign_in, table, monkeypatch, flaw):
    """A pause of two thousandths of a second, or longer where all is slow."""
    ask = asks(sign_in(table.bo), table)["answer"]
    pause = max(0.002, an_answer_takes(ask) / 4)

    def tell(segment):
        if segment.is_restrained and flaw == "a pause":
            time.sleep(pause)
        if segment.is_restrained and flaw == "a statement":
            segment.refresh_from_db()
        return segment.is_full or segment.is_restrained

    monkeypatch.setattr(Segment, "is_full_for_member", property(tell))

    is_same, seen = looks_the_same(table, ask, rounds=1)

    assert not is_same, seen
