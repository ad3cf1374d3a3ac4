"""Kept apart: who gets a seat, who reads whose words, and what happens at the same moment."""

import re
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event as Signal

import pytest
from django.db import connections

from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment, SegmentFull
from events.seats.services import claims
from events.seats.services.claims import (
    join_waitlist,
    process_due_offers,
    release_seat,
    reserve_seat,
)
from memberships.separations.models import Separation
from memberships.separations.services import lift_separation
from tests import scopes
from tests.events.seats.apart import DAY, HOUR, Table, join, path, reserve, state_of, taken
from tests.factories import ContributionFactory, RsvpFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def table(request):
    """Two days ahead; a test may ask for another time."""
    return Table(ahead=getattr(request, "param", 2 * DAY))


@pytest.mark.parametrize("state", ["GOING", "OFFERED"])
def test_whoever_would_meet_them_finds_it_full_and_stands_in_line(table, state):
    RsvpFactory(segment=table.seats, membership=table.ada, state=state)

    with pytest.raises(SegmentFull):
        reserve(table, table.bo)
    assert join(table, table.bo).state == "WAITING"
    assert taken(table) == 1


def test_an_event_that_the_protected_hosts_is_full_for_them(table):
    table.event.host = table.ada
    table.event.save()

    with pytest.raises(SegmentFull):
        reserve(table, table.bo)


@pytest.mark.parametrize("state", ["WAITING", "RELEASED"])
def test_where_the_protected_has_no_seat_nothing_is_full(table, state):
    RsvpFactory(segment=table.seats, membership=table.ada, state=state)

    assert reserve(table, table.bo).state == "GOING"


def test_the_broadcast_has_no_seat_and_keeps_nobody_apart(table):
    RsvpFactory(segment=table.broadcast, membership=table.ada)
    assert reserve(table, table.bo).state == "GOING"


def test_whom_the_protected_sits_with_may_watch(table):
    table.closed_to_bo()
    table.seats = table.broadcast

    assert reserve(table, table.bo).state == "GOING"


def test_the_protected_is_never_limited_and_nobody_is_moved(table):
    reserve(table, table.bo)

    assert reserve(table, table.ada).state == "GOING"
    assert state_of(table, table.bo) == "GOING"
    assert taken(table) == 2


def test_others_are_not_concerned(table):
    table.closed_to_bo()

    assert reserve(table, table.others[0]).state == "GOING"


def test_a_freed_seat_passes_the_restrained_one_by(table):
    table.seated(table.ada, *table.others[:-1])
    for person in (table.bo, table.others[-1]):
        join(table, person)

    release_seat(event_id=table.event.pk, membership=table.others[0], now=table.now)

    assert state_of(table, table.bo) == "WAITING"
    assert state_of(table, table.others[-1]) == "OFFERED"


def test_once_the_protected_has_gone_the_line_is_as_any_other(table):
    table.seated(table.ada, *table.others[:-1])
    join(table, table.bo)

    release_seat(event_id=table.event.pk, membership=table.ada, now=table.now)

    assert state_of(table, table.bo) == "OFFERED"


def ends(table):
    Separation.objects.filter(pk=table.separation.pk).update(
        kind="MEASURE", ends_at=table.now - HOUR
    )


def is_lifted(table):
    with scopes.closed():
        lift_separation(membership=table.ada, separation_id=table.separation.pk, now=table.now)


@pytest.mark.parametrize("over", [is_lifted, ends], ids=["lifted", "run out"])
def test_once_it_is_over_the_sweep_offers_the_free_seat(table, over):
    table.closed_to_bo()
    join(table, table.bo)
    sweep(table)
    assert state_of(table, table.bo) == "WAITING"

    over(table)
    sweep(table)

    assert state_of(table, table.bo) == "OFFERED"


def sweep(table):
    with scopes.closed():
        process_due_offers(now=table.now)


# Words and names


def words_of(client, table, reader):
    sign = client(reader)
    return sign.get(path("event_detail", table.event)).content.decode()


@pytest.mark.parametrize("reader", ["ada", "bo"])
def test_two_who_are_kept_apart_read_nothing_of_each_other(sign_in, table, reader):
    reader = getattr(table, reader)
    for person, word in ((table.ada, "Quince"), (table.bo, "Medlar"), (table.others[0], "Sorb")):
        RsvpFactory(
            segment=table.seats,
            membership=person,
            intention=f"{word} in my words",
            intention_sight="MEMBERS",
        )
        ContributionFactory(event=table.event, membership=person, text=f"{word} on the wall")
    other = "Medlar" if reader == table.ada else "Quince"

    text = words_of(sign_in, table, reader)
    on_board = sign_in(reader).get(path("contribution_create", table.event)).content.decode()

    assert other not in text + on_board
    assert {"Quince", "Medlar"} - {other} < set(re.findall(r"\w+", on_board))
    assert "Sorb in my words" in text
    assert "Sorb on the wall" in on_board
    is_lifted(table)
    assert f"{other} in my words" in words_of(sign_in, table, reader)
    assert f"{other} on the wall" in words_of(sign_in, table, reader)


@pytest.mark.parametrize("role", ["MODERATOR", "OWNER", "INSTRUCTOR"])
def test_who_looks_after_the_wall_reads_all_of_it(sign_in, table, role):
    table.bo.roles = ["MEMBER", role]
    table.bo.save()
    ContributionFactory(event=table.event, membership=table.ada, text="Quince on the wall")

    assert "Quince on the wall" in words_of(sign_in, table, table.bo)


def test_the_host_reads_everybodys_words(sign_in, table):
    table.event.host = table.bo
    table.event.save()
    RsvpFactory(segment=table.seats, membership=table.ada, intention="Quince in my words")

    assert "Quince in my words" in words_of(sign_in, table, table.bo)


# At the same moment


def race_of_two_who_must_not_meet(monkeypatch, table, use_case):
    """He has looked and found seats; then she sits down; then he goes on."""
    he_has_looked, she_sits, look = Signal(), Signal(), claims._looked_at

    def look_then_wait(**asked_for):
        found = look(**asked_for)
        if asked_for["membership"] == table.bo:
            he_has_looked.set()
            she_sits.wait(timeout=10)
        return found

    def she():
        he_has_looked.wait(timeout=10)
        hers = outcome_of(partial(reserve, table, table.ada))
        she_sits.set()
        return hers

    monkeypatch.setattr(claims, "_looked_at", look_then_wait)
    he = partial(outcome_of, partial(reserve, table, table.bo, use_case=use_case))
    return (*together(she, he), taken(table))


def outcome_of(sit):
    try:
        return sit().state
    except SegmentFull:
        return "FULL"


def together(*calls):
    """Each in a thread with a connection of its own; their outcomes, in order."""
    with ThreadPoolExecutor(len(calls)) as pool:
        return [done.result(timeout=30) for done in [pool.submit(alone, call) for call in calls]]


def alone(call):
    try:
        return call()
    finally:
        connections.close_all()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("use_case", [reserve_seat, join_waitlist])
def test_who_sits_down_while_the_other_looks_is_seen(monkeypatch, table, use_case):
    found = race_of_two_who_must_not_meet(monkeypatch, table, use_case)

    assert found == ("GOING", "FULL", 1)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("use_case", [reserve_seat, join_waitlist])
def test_control_without_a_second_look_both_sit_there(monkeypatch, table, use_case):
    monkeypatch.setattr(Segment, "ensure_may_sit", lambda *_who, **_when: None)

    found = race_of_two_who_must_not_meet(monkeypatch, table, use_case)

    assert found == ("GOING", "GOING", 2)


def both_at_once(table):
    """Nobody waits for anybody: the rows that came of it, hers and his."""
    together(*(partial(outcome_of, partial(reserve, table, p)) for p in (table.ada, table.bo)))
    rows = dict(Rsvp.objects.filter(segment=table.seats).values_list("membership", "pk"))
    return rows.get(table.ada.pk), rows.get(table.bo.pk)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_never_both_where_the_protected_was_first(rounds):
    for _round in rounds:
        table = Table()
        hers, his = both_at_once(table)
        assert hers is not None
        assert his is None or his < hers  # the counter's lock orders the rows
