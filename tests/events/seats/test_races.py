"""Seats under real concurrency. Each race has a control that goes wrong without its guard."""

import sys
import threading
from contextlib import contextmanager, suppress
from functools import partial
from threading import Barrier, BrokenBarrierError

import pytest
from django.db import OperationalError, connections

from config.kernel.models import Fact
from events.seats.models.rsvps import AlreadyHasClaim, Rsvp
from events.seats.models.segments import Segment, SegmentFull
from events.seats.services import claims
from events.seats.services.claims import change_segment, join_waitlist, release_seat, reserve_seat
from tests import databases
from tests.factories import NOON, MembershipFactory, RsvpFactory, SegmentFactory
from tests.factories.cast import at_once, reserve, taken

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]

PATIENCE = 0.4


@pytest.fixture
def nothing_holds_them_back(monkeypatch):
    """A control has no guard, so both will come, however slow the machine: wait for them."""
    monkeypatch.setattr(sys.modules[__name__], "PATIENCE", 20)


def reserving(segment, membership, use_case=reserve_seat):
    return partial(reserve, segment, membership, act=use_case)


def joining(segment, membership):
    return reserving(segment, membership, join_waitlist)


def releasing(rsvp):
    return partial(release_seat, event_id=rsvp.event_id, membership=rsvp.membership, now=NOON)


def people(segment, count):
    return [MembershipFactory(community=segment.community) for _person in range(count)]


def going(segment):
    return Rsvp.objects.filter(segment=segment, state="GOING").count()


def meet(barrier):
    """Wait for the rival; where a guard holds it back, go on after a moment."""
    with suppress(BrokenBarrierError):
        barrier.wait(timeout=PATIENCE)


@contextmanager
def without(rule, *, table):
    """Take a CHECK or a unique rule away, and bring it back on an empty table."""
    name = connections["default"].settings_dict["NAME"]
    with databases._as_owner(name) as owner:
        owner.execute(
            "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conname = %s", [rule]
        )
        check = owner.fetchone()
        owner.execute("SELECT indexdef FROM pg_indexes WHERE indexname = %s", [rule])
        unique = owner.fetchone()
        drop = f"ALTER TABLE {table} DROP CONSTRAINT {rule}" if check else f"DROP INDEX {rule}"
        owner.execute(drop)
        try:
            yield
        finally:
            databases.empty()
            back = f"ALTER TABLE {table} ADD CONSTRAINT {rule} {check[0]}" if check else unique[0]
            owner.execute(back)


def race_for_the_last_seats():
    segment = SegmentFactory(capacity=12)
    outcomes = at_once(*(reserving(segment, person) for person in people(segment, 40)))
    seated = [outcome for outcome in outcomes if isinstance(outcome, Rsvp)]
    refused = [outcome for outcome in outcomes if isinstance(outcome, SegmentFull)]
    assert len(seated) + len(refused) == 40
    return len(seated), going(segment), taken(segment)


def test_forty_people_and_twelve_seats(rounds):
    for _round in rounds:
        assert race_for_the_last_seats() == (12, 12, 12)


@pytest.mark.usefixtures("nothing_holds_them_back")
def test_control_counting_before_writing_oversells(monkeypatch):
    def count_then_write(segment):
        row = Segment.objects.get(pk=segment.pk)
        if row.is_full:
            raise SegmentFull
        meet(everybody_has_counted)
        Segment.objects.filter(pk=segment.pk).update(taken=row.taken + 1)

    everybody_has_counted = Barrier(40)
    monkeypatch.setattr(Segment, "take", count_then_write)
    with without("never_oversold", table="events_segment"):
        seated, rows, _counter = race_for_the_last_seats()

    assert seated == rows > 12


def race_of_one_person_for_two_ways(monkeypatch):
    """Both requests have looked, and seen no claim, before either writes."""
    segment = SegmentFactory()
    broadcast = SegmentFactory(event=segment.event, kind="BROADCAST")
    (person,) = people(segment, 1)
    both_have_looked, look = Barrier(2), claims._looked_at

    def look_then_wait(**asked):
        found = look(**asked)
        meet(both_have_looked)
        return found

    monkeypatch.setattr(claims, "_looked_at", look_then_wait)
    outcomes = at_once(reserving(segment, person), reserving(broadcast, person))
    refused = [outcome for outcome in outcomes if isinstance(outcome, AlreadyHasClaim)]
    return len(refused), taken(segment) + taken(broadcast), Rsvp.objects.live().count()


def test_one_person_gets_one_place_and_the_other_counter_is_put_back(monkeypatch):
    assert race_of_one_person_for_two_ways(monkeypatch) == (1, 1, 1)


@pytest.mark.usefixtures("nothing_holds_them_back")
def test_control_without_the_unique_rule_one_person_sits_twice(monkeypatch):
    with without("one_live_rsvp_per_member_and_event", table="events_rsvp"):
        assert race_of_one_person_for_two_ways(monkeypatch) == (0, 2, 2)


def race_of_a_release_with_a_join(monkeypatch):
    """The one who joins has seen a full room, and writes only after the release had its chance."""
    segment = SegmentFactory(capacity=1)
    seated = RsvpFactory(segment=segment)
    (person,) = people(segment, 1)
    has_seen_a_full_room, enter = threading.Event(), Rsvp._enter

    def enter_late(rsvp):
        has_seen_a_full_room.set()
        has_released.wait(timeout=PATIENCE)
        enter(rsvp)

    def release_once_seen():
        has_seen_a_full_room.wait(timeout=10)
        releasing(seated)()
        has_released.set()

    has_released = threading.Event()
    monkeypatch.setattr(Rsvp, "_enter", enter_late)
    at_once(joining(segment, person), release_once_seen)
    return Rsvp.objects.get(membership=person).state, taken(segment)


def test_a_release_and_a_join_do_not_miss_each_other(monkeypatch):
    assert race_of_a_release_with_a_join(monkeypatch) == ("OFFERED", 1)


@pytest.mark.usefixtures("nothing_holds_them_back")
def test_control_without_the_lock_somebody_waits_beside_a_free_seat(monkeypatch):
    read_without_lock(monkeypatch)
    assert race_of_a_release_with_a_join(monkeypatch) == ("WAITING", 0)


def read_without_lock(monkeypatch):
    rows = Segment.objects.select_related("event")
    monkeypatch.setattr(Segment, "locked", lambda segment: rows.get(pk=segment.pk))


def race_of_two_releases(monkeypatch):
    """Each release has picked its heir before either writes."""
    segment = SegmentFactory(capacity=2)
    seated = [RsvpFactory(segment=segment) for _seat in range(2)]
    line = [RsvpFactory(segment=segment, state="WAITING") for _place in range(2)]
    both_have_picked, offer = Barrier(2), Rsvp.be_offered

    def offer_late(rsvp, *, until, now):
        meet(both_have_picked)
        offer(rsvp, until=until, now=now)

    monkeypatch.setattr(Rsvp, "be_offered", offer_late)
    at_once(*(releasing(rsvp) for rsvp in seated))
    told = Fact.objects.filter(name="events.seat_offered").values_list("subject_id", flat=True)
    states = [Rsvp.objects.get(pk=rsvp.pk).state for rsvp in line]
    return states, len(set(told)), len(told), taken(segment)


def test_two_releases_call_up_two_people_once_each(monkeypatch):
    assert race_of_two_releases(monkeypatch) == (["OFFERED", "OFFERED"], 2, 2, 2)


@pytest.mark.usefixtures("nothing_holds_them_back")
def test_control_without_the_lock_both_call_up_the_same_person(monkeypatch):
    def pass_it_on(segment, seats, *, now):
        heir = segment.rsvps.eligible_waitlist(now).first()
        heir.be_offered(until=segment.event.starts_at, now=now)

    read_without_lock(monkeypatch)
    monkeypatch.setattr(Segment, "return_seats", pass_it_on)
    assert race_of_two_releases(monkeypatch) == (["OFFERED", "WAITING"], 1, 2, 2)


def race_of_an_offer_with_a_newcomer():
    """Who waits, and who comes along just as a seat is given up: their states."""
    segment = SegmentFactory(capacity=1)
    seated = RsvpFactory(segment=segment)
    waiting = RsvpFactory(segment=segment, state="WAITING")
    newcomers = people(segment, 6)
    at_once(releasing(seated), *(reserving(segment, person) for person in newcomers))
    at_once(*(reserving(segment, person) for person in newcomers))
    waiting.refresh_from_db()
    return waiting.state, Rsvp.objects.filter(membership__in=newcomers).count()


def test_nobody_slips_in_before_those_who_wait(rounds):
    for _round in rounds:
        assert race_of_an_offer_with_a_newcomer() == ("OFFERED", 0)


def test_control_a_seat_freed_before_it_is_promised_goes_to_a_newcomer(monkeypatch):
    monkeypatch.setattr(Segment, "offer_free_seats", lambda _segment, **_now: 0)
    assert race_of_an_offer_with_a_newcomer() == ("WAITING", 1)


def race_of_two_who_swap_sides(monkeypatch):
    """Each has given up the old place before either takes the new one."""
    segment = SegmentFactory(capacity=2)
    broadcast = SegmentFactory(event=segment.event, kind="BROADCAST", capacity=2)
    sitting, watching = RsvpFactory(segment=segment), RsvpFactory(segment=broadcast)
    both_have_left, release = Barrier(2), Rsvp.release

    def release_then_wait(rsvp, **how):
        release(rsvp, **how)
        meet(both_have_left)

    monkeypatch.setattr(Rsvp, "release", release_then_wait)
    outcomes = at_once(changing(sitting, broadcast), changing(watching, segment))
    return [getattr(outcome, "segment_id", type(outcome)) for outcome in outcomes], [
        broadcast.pk,
        segment.pk,
    ]


def changing(rsvp, target):
    return partial(
        change_segment,
        event_id=rsvp.event_id,
        segment_id=target.pk,
        membership=rsvp.membership,
        now=NOON,
    )


def test_two_members_who_swap_sides_do_not_wait_for_each_other(monkeypatch):
    where, wanted = race_of_two_who_swap_sides(monkeypatch)
    assert where == wanted


@pytest.mark.usefixtures("nothing_holds_them_back")
def test_control_counters_in_any_order_make_a_deadlock(monkeypatch):
    monkeypatch.setattr(claims, "_lock_segments", lambda *_asked, **_more: None)
    where, wanted = race_of_two_who_swap_sides(monkeypatch)
    assert where.count(OperationalError) == 1
    assert set(where) - {OperationalError} < set(wanted)
