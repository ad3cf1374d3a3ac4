"""Offers: whom a freed seat goes to, for how long, and what ends them."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied

from events.calendar.models.events import Event
from events.scheduling.services import change_event
from events.seats.models.rsvps import (
    AlreadyHasClaim,
    NoOffer,
    NotOpen,
    NotWaiting,
    RemovedFromEvent,
    Rsvp,
    TooLate,
)
from events.seats.models.segments import CapacityUnfit, SegmentFull
from events.seats.services.claims import process_due_offers
from events.seats.services.rooms import change_capacity
from tests.events.scheduling.arranging import arranged
from tests.events.seats.claiming import (
    DAY,
    HOUR,
    MINUTE,
    accept,
    fill,
    keep_apart,
    move_on,
    person,
    release,
    remove,
    repeats,
    resize,
    room,
    start_of,
    states,
    waitlist_of,
)
from tests.factories import NOON, RsvpFactory, SegmentFactory
from tests.factories.cast import reserve, taken, told, wait

pytestmark = pytest.mark.django_db

SECOND = dt.timedelta(seconds=1)


def offered(*, ahead=7 * DAY, line=1):
    """A full room, a line, and a seat that was given back: the first in line has an offer."""
    segment = room(ahead=ahead)
    seated, waiting = fill(segment), waitlist_of(segment, line)
    release(seated[0])
    for rsvp in waiting:
        rsvp.refresh_from_db()
    return segment, waiting


@pytest.mark.parametrize(
    ("ahead", "limit"),
    [
        (72 * HOUR + SECOND, 24 * HOUR),
        (72 * HOUR, 6 * HOUR),
        (24 * HOUR + SECOND, 6 * HOUR),
        (24 * HOUR, 45 * MINUTE),
        (3 * HOUR + SECOND, 45 * MINUTE),
    ],
    ids=["over-72h", "72h", "over-24h", "24h", "over-3h"],
)
def test_an_offer_stands_the_shorter_the_nearer_the_event_is(ahead, limit):
    segment, (heir,) = offered(ahead=ahead)

    assert (heir.state, heir.held_until) == ("OFFERED", NOON + limit)
    assert taken(segment) == 2
    (fact,) = told("seat_offered")
    assert fact.data == {"event_id": segment.event_id, "until": heir.held_until.isoformat()}


@pytest.mark.parametrize("ahead", [3 * HOUR, MINUTE], ids=["3h", "1min"])
def test_inside_three_hours_all_in_line_are_told_and_nobody_is_offered(ahead):
    segment, waiting = offered(ahead=ahead, line=3)

    assert states(*waiting) == ["WAITING"] * 3
    assert taken(segment) == 1
    assert [fact.subject_id for fact in told("seat_came_free")] == [rsvp.pk for rsvp in waiting]
    assert not told("seat_offered")


def test_the_first_to_accept_has_it():
    segment, waiting = offered(ahead=2 * HOUR, line=2)

    accept(waiting[1])

    assert states(*waiting) == ["WAITING", "GOING"]
    with pytest.raises(SegmentFull):
        accept(waiting[0])
    assert taken(segment) == 2


def test_inside_three_hours_a_newcomer_may_be_first():
    segment, _waiting = offered(ahead=2 * HOUR)

    assert reserve(segment, person(segment)).state == "GOING"


def test_before_that_nobody_takes_what_was_not_offered():
    _segment, waiting = offered(line=2)

    with pytest.raises(NoOffer):
        accept(waiting[1])


def test_once_it_has_begun_nobody_is_called_up():
    segment = room()
    seated, waiting = fill(segment), waitlist_of(segment, 1)

    remove(seated[0], by=segment.event.host, now=start_of(segment))

    assert states(*waiting) == ["WAITING"]
    assert not told("seat_offered")
    assert not told("seat_came_free")


def test_accepting_makes_it_a_seat():
    segment, (heir,) = offered()

    rsvp = accept(heir, now=NOON + HOUR)

    rsvp.refresh_from_db()
    assert (rsvp.state, rsvp.confirmed_at, rsvp.held_until) == ("GOING", NOON + HOUR, None)
    assert taken(segment) == 2
    (fact,) = told("seat_reserved")
    assert (fact.subject_id, fact.actor_id) == (heir.pk, heir.membership_id)
    with pytest.raises(AlreadyHasClaim):
        accept(heir)


def test_declining_hands_it_to_the_next():
    segment, waiting = offered(line=2)

    rsvp = release(waiting[0])

    assert (rsvp.state, rsvp.release_reason) == ("RELEASED", "DECLINED")
    assert states(*waiting) == ["RELEASED", "OFFERED"]
    assert taken(segment) == 2
    assert told("seat_released")[-1].data["was"] == "OFFERED"


def test_what_lapsed_goes_to_the_next_and_one_may_stand_in_line_anew():
    segment, waiting = offered(line=2)
    late = waiting[0].held_until

    assert process_due_offers(now=late - SECOND) == 0
    assert process_due_offers(now=late) == 1

    assert states(*waiting) == ["RELEASED", "OFFERED"]
    ended = told("seat_released")[-1]
    assert (ended.actor_id, ended.data["was"], ended.data["reason"]) == (None, "OFFERED", "LAPSED")
    assert wait(segment, waiting[0].membership, now=late).state == "WAITING"
    assert process_due_offers(now=late) == 0


def test_an_offer_is_void_when_its_time_is_over_though_the_clock_is_late():
    _segment, (heir,) = offered()

    with pytest.raises(NoOffer):
        accept(heir, now=heir.held_until)
    assert accept(heir, now=heir.held_until - SECOND).state == "GOING"


def test_the_line_goes_before_a_newcomer_though_the_clock_is_late():
    segment, waiting = offered(line=2)

    with pytest.raises(SegmentFull):
        reserve(segment, person(segment), now=waiting[0].held_until)
    joined = wait(segment, person(segment), now=waiting[0].held_until)

    assert joined.state == "WAITING"
    assert states(*waiting) == ["RELEASED", "OFFERED"]


def test_without_a_line_a_newcomer_takes_what_lapsed():
    segment, (heir,) = offered()

    assert reserve(segment, person(segment), now=heir.held_until).state == "GOING"
    assert states(heir) == ["RELEASED"]
    assert taken(segment) == 2


def test_whose_own_offer_lapsed_may_ask_again_though_the_clock_is_late():
    segment, (heir,) = offered()

    again = reserve(segment, heir.membership, now=heir.held_until)

    assert (again.state, states(heir)) == ("GOING", ["RELEASED"])
    assert taken(segment) == 2


def test_an_offer_that_lapses_inside_three_hours_is_open_to_all_in_line():
    segment, waiting = offered(ahead=3 * HOUR + MINUTE, line=3)

    process_due_offers(now=waiting[0].held_until)

    assert states(*waiting) == ["RELEASED", "WAITING", "WAITING"]
    assert taken(segment) == 1
    assert len(told("seat_came_free")) == 2


def test_inside_three_hours_what_is_free_is_told_once_and_not_each_minute():
    _segment, _waiting = offered(ahead=2 * HOUR, line=2)

    for minute in range(3):
        assert process_due_offers(now=NOON + minute * MINUTE) == 0

    assert len(told("seat_came_free")) == 2


@pytest.mark.parametrize("state", ["CANCELLED", "ENDED"])
def test_offers_of_what_does_not_take_place_are_let_be(state):
    segment, (heir,) = offered()
    when = {"cancelled_at": NOON} if state == "CANCELLED" else {"ended_at": NOON}
    Event.objects.filter(pk=segment.event_id).update(state=state, **when)

    with pytest.raises(NotOpen):
        accept(heir)
    assert process_due_offers(now=heir.held_until) == 0


def test_offers_go_out_in_the_order_of_the_line():
    segment = room(capacity=3)
    seated, waiting = fill(segment), waitlist_of(segment, 4)
    last_but_early = RsvpFactory(
        segment=segment, state="WAITING", joined_at=NOON - MINUTE, priority=1
    )

    for rsvp in seated:
        release(rsvp)

    order = [fact.subject_id for fact in told("seat_offered")]
    assert order == [rsvp.pk for rsvp in waiting[:3]]
    assert states(last_but_early) == ["WAITING"]


@pytest.mark.parametrize("is_fair", [True, False])
def test_a_fair_line_lets_those_go_first_who_had_no_seat_this_month(is_fair):
    segment = room(event__revision__is_waitlist_fair=is_fair)
    seated, had_one, had_none = fill(segment), person(segment), person(segment)
    for member, days in [(had_one, 30), (had_none, 31)]:
        past = room(ahead=-days * DAY + MINUTE, event__community=segment.community)
        RsvpFactory(segment=past, membership=member)
    first, second = wait(segment, had_one), wait(segment, had_none, now=NOON + MINUTE)

    release(seated[0])

    assert states(first, second) == (["WAITING", "OFFERED"] if is_fair else ["OFFERED", "WAITING"])
    assert (first.priority, second.priority) == (int(is_fair), 0)


def test_a_place_in_line_and_the_broadcast_are_no_seat_for_fairness():
    segment = room(event__revision__is_waitlist_fair=True)
    fill(segment)
    watcher = person(segment)
    past = room(ahead=-DAY, event__community=segment.community)
    broadcast = SegmentFactory(event=past.event, kind="BROADCAST")
    RsvpFactory(segment=broadcast, membership=watcher)

    assert wait(segment, watcher).priority == 0


def test_who_may_not_meet_somebody_is_passed_over_and_their_turn_comes():
    segment = room()
    protected, other = fill(segment)
    waiting = waitlist_of(segment, 2)
    keep_apart(protected=protected.membership, restrained=waiting[0].membership)

    release(other)
    assert states(*waiting) == ["WAITING", "OFFERED"]

    release(protected)
    assert states(*waiting) == ["OFFERED", "OFFERED"]


def test_one_offer_may_keep_a_later_one_from_somebody():
    segment = room()
    seated, waiting = fill(segment), waitlist_of(segment, 2)
    keep_apart(protected=waiting[0].membership, restrained=waiting[1].membership)

    for rsvp in seated:
        release(rsvp)

    assert states(*waiting) == ["OFFERED", "WAITING"]
    assert taken(segment) == 1


def test_the_clock_offers_what_is_free_when_a_separation_is_lifted():
    segment = room()
    protected, other = fill(segment)
    (waiting,) = waitlist_of(segment, 1)
    apart = keep_apart(protected=protected.membership, restrained=waiting.membership)
    release(other)
    assert process_due_offers(now=NOON) == 0

    apart.lift(by=apart.protected, now=NOON)

    assert process_due_offers(now=NOON) == 1
    assert states(waiting) == ["OFFERED"]
    assert taken(segment) == 2


def test_the_clock_offers_what_is_free_to_who_comes_back_from_a_pause():
    segment = room()
    seated = fill(segment)
    away = RsvpFactory(
        segment=segment, state="WAITING", membership=person(segment, status="PAUSED")
    )
    release(seated[0])
    assert states(away) == ["WAITING"]

    away.membership.resume(by=away.membership, now=NOON)
    process_due_offers(now=NOON)

    assert states(away) == ["OFFERED"]


def test_a_limited_broadcast_has_a_line_of_its_own():
    segment = room()
    broadcast = SegmentFactory(event=segment.event, kind="BROADCAST", capacity=1)
    watching, waiting = RsvpFactory(segment=broadcast), waitlist_of(broadcast, 1)

    release(watching)

    assert states(*waiting) == ["OFFERED"]
    assert taken(broadcast) == 1


def test_a_move_cuts_offers_to_the_new_start():
    host, (heir,) = _event_of_its_own(offered)
    soon = NOON + 2 * HOUR

    change_event(
        membership=host,
        event_id=heir.event_id,
        arrangement=arranged(host, on=soon.date(), at=soon.time(), zone="UTC"),
        now=NOON,
    )

    heir.refresh_from_db()
    assert heir.held_until == Event.objects.get(pk=heir.event_id).starts_at == soon
    assert accept(heir, now=soon - SECOND).state == "GOING"


def _event_of_its_own(make):
    segment, waiting = make()
    return segment.event.host, waiting


def test_who_was_removed_is_told_why_and_cannot_come_back():
    segment = room()
    seated, waiting = fill(segment), waitlist_of(segment, 1)

    rsvp = remove(seated[0], by=segment.event.host)

    rsvp.refresh_from_db()
    assert (rsvp.state, rsvp.release_reason) == ("RELEASED", "REMOVED")
    assert rsvp.removal_reason == "Not for this one."
    assert states(*waiting) == ["OFFERED"]
    for again in (reserve, wait):
        with pytest.raises(RemovedFromEvent):
            again(segment, rsvp.membership)
    ended = told("seat_released")[0]
    assert (ended.actor_id, ended.data["reason"]) == (segment.event.host_id, "REMOVED")


def test_only_those_who_run_it_remove_and_never_from_what_is_over():
    segment = room()
    (rsvp, other) = fill(segment)

    with pytest.raises(PermissionDenied):
        remove(rsvp, by=other.membership)
    Event.objects.filter(pk=segment.event_id).update(state="ENDED", ended_at=NOON)
    with pytest.raises(TooLate):
        remove(rsvp, by=segment.event.host)


def test_a_wish_moves_to_a_repeat_with_its_words():
    here, there = repeats()
    fill(here)
    waiting = wait(here, person(here))

    moved = move_on(waiting, there)

    assert (moved.state, moved.event_id) == ("GOING", there.event_id)
    assert (moved.intention, moved.intention_sight) == (waiting.intention, "HOSTS")
    waiting.refresh_from_db()
    assert (waiting.state, waiting.release_reason) == ("RELEASED", "MOVED_ON")
    assert (taken(here), taken(there)) == (2, 1)
    assert [fact.subject_id for fact in told("seat_reserved")] == [moved.pk]


def test_a_wish_moved_to_a_full_repeat_waits_there_and_its_offer_goes_to_the_next():
    here, there = repeats()
    seated, waiting = fill(here), waitlist_of(here, 2)
    fill(there)
    release(seated[0])
    waiting[0].refresh_from_db()

    moved = move_on(waiting[0], there)

    assert (moved.state, moved.segment_id) == ("WAITING", there.pk)
    assert states(*waiting) == ["RELEASED", "OFFERED"]
    assert (taken(here), taken(there)) == (2, 2)


def test_a_seat_is_no_wish_to_move():
    here, there = repeats()
    (seated, _other) = fill(here)

    with pytest.raises(NotWaiting):
        move_on(seated, there)

    assert states(seated) == ["GOING"]
    assert (taken(here), taken(there)) == (2, 0)


@pytest.mark.parametrize("what", ["earlier", "of another template", "of another community"])
def test_a_wish_moves_to_a_later_repeat_only(what):
    here, there = repeats()
    if what == "of another template":
        there = SegmentFactory(event__community=here.community, event__starts_at=NOON + 20 * DAY)
    if what == "of another community":
        there = room(ahead=20 * DAY)
    if what == "earlier":
        here, there = there, here
    (waiting,) = waitlist_of(here, 1)

    with pytest.raises(there.DoesNotExist):
        move_on(waiting, there)


def test_seats_are_changed_by_hand_and_the_line_moves_up():
    segment = room()
    fill(segment)
    waiting = waitlist_of(segment, 3)

    resize(segment, rooms=1, capacity=4)

    assert states(*waiting) == ["OFFERED", "OFFERED", "WAITING"]
    (fact,) = told("capacity_changed")
    assert (fact.actor_id, fact.data) == (
        segment.event.host_id,
        {"event_id": segment.event_id, "was": 2, "becomes": 4},
    )


@pytest.mark.parametrize(("rooms", "capacity"), [(1, 13), (1, 1), (1, 0)])
def test_seats_by_hand_fit_in_their_rooms_and_hold_who_is_there(rooms, capacity):
    segment = room()
    fill(segment)

    with pytest.raises(CapacityUnfit):
        resize(segment, rooms=rooms, capacity=capacity)


def test_only_those_who_run_it_change_its_seats():
    segment = room()

    with pytest.raises(PermissionDenied):
        change_capacity(
            event_id=segment.event_id,
            rooms=1,
            capacity=3,
            membership=person(segment),
            now=NOON,
        )


def test_every_claim_that_ended_says_how():
    segment, waiting = offered(line=3)
    release(waiting[0])
    process_due_offers(now=NOON + 25 * HOUR)

    ended = Rsvp.objects.filter(state="RELEASED").order_by("released_at", "pk")
    assert list(ended.values_list("release_reason", flat=True)) == [
        "GIVEN_BACK",
        "DECLINED",
        "LAPSED",
    ]
    assert taken(segment) == 2
