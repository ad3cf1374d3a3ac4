"""Offers under real concurrency. Each race has a control that goes wrong without its guard."""

from functools import partial
from threading import Barrier, Event

import pytest
from django.db.models import F

from config.kernel.models import Fact
from config.kernel.transactions import tenant_scope, within
from events.seats.models.rsvps import NoOffer, Rsvp
from events.seats.models.segments import CapacityUnfit, Segment, SegmentFull
from events.seats.models.sister_rooms import SisterRoom
from events.seats.services import claims
from events.seats.services.claims import process_due_offers, reserve_seat
from events.seats.services.rooms import confirm_sister_room
from tests.events.seats.claiming import (
    HOUR,
    accept,
    fill,
    move_on,
    person,
    release,
    repeats,
    resize,
    room,
    states,
    waitlist_of,
)
from tests.events.seats.test_races import going, meet, read_without_lock, without
from tests.factories import NOON, RsvpFactory
from tests.factories.cast import at_once, reserve, taken

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def kinds(outcomes):
    return sorted(type(outcome).__name__ for outcome in outcomes)


def race_to_accept_first():
    """Eight in line, one seat that came free two hours before the start."""
    segment = room(ahead=2 * HOUR, capacity=1)
    waiting = waitlist_of(segment, 8)
    outcomes = at_once(*(partial(accept, rsvp) for rsvp in waiting))
    refused = [outcome for outcome in outcomes if isinstance(outcome, SegmentFull)]
    return going(segment), taken(segment), len(refused)


def test_of_all_who_would_be_first_one_is(rounds):
    for _round in rounds:
        assert race_to_accept_first() == (1, 1, 7)


def test_control_looking_before_taking_seats_them_all(monkeypatch):
    def look_then_take(segment):
        row = Segment.objects.get(pk=segment.pk)
        if row.is_full:
            raise SegmentFull
        meet(everybody_has_looked)
        Segment.objects.filter(pk=segment.pk).update(taken=F("taken") + 1)

    everybody_has_looked = Barrier(8)
    monkeypatch.setattr(Segment, "take", look_then_take)
    with without("never_oversold", table="events_segment"):
        seated, _counter, _refused = race_to_accept_first()

    assert seated > 1


def race_of_an_accept_with_the_clock(monkeypatch):
    """The clock hands the seat on while a member, whose clock is slow, is about to accept it."""
    segment = room(capacity=1)
    offered = RsvpFactory(segment=segment, state="OFFERED")
    (heir,) = waitlist_of(segment, 1)
    has_looked, has_lapsed, live = Event(), Event(), claims._live_claim

    def look_then_wait(**asked):
        found = live(**asked)
        has_looked.set()
        has_lapsed.wait(timeout=10)
        return found

    def lapse_once_looked():
        has_looked.wait(timeout=10)
        process_due_offers(now=offered.held_until)
        has_lapsed.set()

    monkeypatch.setattr(claims, "_live_claim", look_then_wait)
    outcome, _clock = at_once(
        partial(accept, offered, now=offered.held_until - HOUR), lapse_once_looked
    )
    return type(outcome), states(offered, heir), taken(segment)


def test_what_was_handed_on_cannot_be_accepted(monkeypatch):
    outcome = race_of_an_accept_with_the_clock(monkeypatch)

    assert outcome == (NoOffer, ["RELEASED", "OFFERED"], 1)


def test_control_accepting_what_one_has_read_seats_two_on_one_seat(monkeypatch):
    def accept_as_read(rsvp, *, now):
        rsvp.state, rsvp.confirmed_at, rsvp.held_until = Rsvp.State.GOING, now, None
        rsvp.released_at, rsvp.release_reason = None, ""
        rsvp.save()

    monkeypatch.setattr(Rsvp, "accept", accept_as_read)
    outcome = race_of_an_accept_with_the_clock(monkeypatch)

    assert outcome == (Rsvp, ["GOING", "OFFERED"], 1)


def race_of_a_decline_with_an_accept():
    """The member has two tabs open."""
    segment = room(capacity=1)
    offered = RsvpFactory(segment=segment, state="OFFERED")
    waitlist_of(segment, 1)
    at_once(partial(accept, offered), partial(release, offered))
    seated = Rsvp.objects.filter(state__in=("GOING", "OFFERED")).count()
    return seated, taken(segment)


def test_two_tabs_of_one_member_count_one_seat(rounds):
    for _round in rounds:
        assert race_of_a_decline_with_an_accept() == (1, 1)
        Rsvp.objects.all().delete()


def race_of_twelve_releases():
    """Twelve give their seats back at once, before a line of twenty: who was called, how often."""
    segment = room(capacity=12)
    seated, waiting = fill(segment), waitlist_of(segment, 20)
    at_once(*(partial(release, rsvp) for rsvp in seated))
    told = Fact.objects.filter(name="events.seat_offered").values_list("subject_id", flat=True)
    in_order = [rsvp.pk for rsvp in waiting[:12]]
    return list(told.order_by("pk")) == in_order, len(told), len(set(told)), taken(segment)


def test_twelve_freed_seats_call_up_twelve_people_once_each_in_order():
    assert race_of_twelve_releases() == (True, 12, 12, 12)


def test_control_picking_without_the_counter_calls_somebody_twice(monkeypatch):
    def pass_it_on(segment, seats, *, now):
        heir = segment.rsvps.eligible_waitlist(now).first()
        meet(all_have_picked)
        heir.be_offered(until=segment.event.starts_at, now=now)

    all_have_picked = Barrier(12)
    read_without_lock(monkeypatch)
    monkeypatch.setattr(Segment, "return_seats", pass_it_on)
    _in_order, called, people, _taken = race_of_twelve_releases()

    assert people < called == 12


def race_of_two_wishes_that_cross(monkeypatch):
    """Offers are given up at two events at once, each for the other event's line."""
    here, there = repeats(capacity=1)
    one, two = (
        RsvpFactory(segment=here, state="OFFERED"),
        RsvpFactory(segment=there, state="OFFERED"),
    )
    both_have_left, release = Barrier(2), Rsvp.release

    def release_then_wait(rsvp, **how):
        release(rsvp, **how)
        meet(both_have_left)

    monkeypatch.setattr(Rsvp, "release", release_then_wait)
    monkeypatch.setattr(claims, "_repeat_of", _any_repeat)
    outcomes = at_once(partial(move_on, one, there), partial(move_on, two, here))
    return outcomes, sorted((taken(here), taken(there)))


def _any_repeat(_rsvp, *, event_id, **_more):
    return Segment.objects.get(event_id=event_id)


def test_two_wishes_that_cross_do_not_wait_for_each_other(monkeypatch):
    outcomes, counted = race_of_two_wishes_that_cross(monkeypatch)

    assert kinds(outcomes) == ["Rsvp", "Rsvp"]
    assert sorted(outcome.state for outcome in outcomes) == ["GOING", "WAITING"]
    assert counted == [1, 1]


def test_control_counters_in_any_order_make_wishes_deadlock(monkeypatch):
    monkeypatch.setattr(claims, "_lock_segments", lambda *_ids, **_membership: None)
    outcomes, _counted = race_of_two_wishes_that_cross(monkeypatch)

    assert kinds(outcomes) == ["OperationalError", "Rsvp"]


def race_of_fewer_seats_with_twelve_takers():
    """Six sit in a room of twelve; twelve more come while it is made to have six."""
    segment = room(capacity=12)
    for _seat in range(6):
        RsvpFactory(segment=segment)
    takers = [partial(reserve, segment, person(segment)) for _taker in range(12)]
    outcome = at_once(partial(resize, segment, rooms=1, capacity=6), *takers)[0]
    row = Segment.objects.get(pk=segment.pk)
    return isinstance(outcome, CapacityUnfit), row.capacity, row.taken, going(segment)


def test_fewer_seats_and_more_people_never_both_win(rounds):
    for _round in rounds:
        refused, capacity, counted, rows = race_of_fewer_seats_with_twelve_takers()
        assert (capacity, counted, rows) == ((12, 12, 12) if refused else (6, 6, 6))


def test_control_fewer_seats_without_the_lock_leave_more_people_than_seats(monkeypatch):
    def look_then_write(segment, *, rooms, capacity, **_more):
        row = Segment.objects.get(pk=segment.pk)
        row.ensure_fits(rooms=rooms, capacity=capacity)
        meet(has_looked)
        meet(somebody_sat_down)
        Segment.objects.filter(pk=segment.pk).update(rooms=rooms, capacity=capacity)

    def take_then_meet(**asked):
        meet(has_looked)
        rsvp = reserve_seat(**asked)
        meet(somebody_sat_down)
        return rsvp

    has_looked, somebody_sat_down = Barrier(2), Barrier(2)
    monkeypatch.setattr(Segment, "resize", look_then_write)
    segment = room(capacity=12)
    for _seat in range(6):
        RsvpFactory(segment=segment)
    with without("never_oversold", table="events_segment"):
        newcomer = person(segment)
        at_once(
            partial(resize, segment, rooms=1, capacity=6),
            partial(reserve, segment, newcomer, act=take_then_meet),
        )
        row = Segment.objects.get(pk=segment.pk)
        assert (row.capacity, row.taken) == (6, 7)


def race_of_two_confirmations():
    """Two of those who run it open the proposed room at once, each with a host of their own."""
    segment = room(capacity=1)
    fill(segment), waitlist_of(segment, 3)
    with tenant_scope(within(segment.community_id)):
        proposal = SisterRoom.propose(Segment.objects.get(pk=segment.pk), now=NOON)
    hosts = [person(segment, roles=["MEMBER", "INSTRUCTOR"]) for _one in range(2)]
    outcomes = at_once(
        *(
            partial(
                confirm_sister_room,
                event_id=segment.event_id,
                sister_room_id=proposal.pk,
                room_host_id=host.pk,
                membership=segment.event.host,
                now=NOON,
            )
            for host in hosts
        )
    )
    segment.refresh_from_db()
    return kinds(outcomes), segment.rooms


def test_a_room_is_opened_once():
    assert race_of_two_confirmations() == (["RoomSettled", "SisterRoom"], 2)


def test_the_clock_may_strike_in_many_workers_at_once():
    segment = room(capacity=3)
    lapsed = [RsvpFactory(segment=segment, state="OFFERED") for _seat in range(3)]
    waitlist_of(segment, 5)
    late = lapsed[0].held_until

    counts = at_once(*(partial(process_due_offers, now=late) for _worker in range(4)))

    assert sum(counts) == 1
    assert Fact.objects.filter(name="events.seat_offered").count() == 3
    assert Fact.objects.filter(name="events.seat_released").count() == 3
    assert taken(segment) == 3
