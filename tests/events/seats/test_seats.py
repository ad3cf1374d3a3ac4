"""Seats: one at a time, one claim each, exactly one heir for each freed seat."""

import datetime as dt

import pytest
from django.db import IntegrityError
from django.utils import timezone

from config.kernel.delivery import deliver_due
from config.kernel.errors import Refusal
from config.kernel.transactions import tenant_scope, within
from events.calendar.models.events import Event
from events.seats.models.intentions import IntentionUnfit
from events.seats.models.rsvps import AlreadyHasClaim, HostNeedsNoSeat, NotOpen, Rsvp, TooLate
from events.seats.models.segments import CapacityUnfit, Segment, SegmentFull
from events.seats.rules import SeatRequest
from events.seats.services.claims import (
    change_segment,
    release_seat,
    reserve_seat,
    reword_intention,
)
from tests.factories import (
    NOON,
    EventFactory,
    MembershipFactory,
    RsvpFactory,
    SegmentFactory,
)
from tests.factories.cast import WORDS, reserve, taken, told, wait

pytestmark = pytest.mark.django_db


@pytest.fixture
def segment():
    return SegmentFactory(capacity=2)


@pytest.fixture
def somebody(segment):
    return MembershipFactory(community=segment.community)


def release(segment, membership, *, now=NOON):
    return release_seat(event_id=segment.event_id, membership=membership, now=now)


def fill(segment):
    taken = Segment.objects.get(pk=segment.pk).taken
    return [RsvpFactory(segment=segment) for _seat in range(segment.capacity - taken)]


def test_a_seat_comes_with_its_intention(segment, somebody):
    rsvp = reserve(segment, somebody, sight="MEMBERS")

    rsvp.refresh_from_db()
    assert (rsvp.state, rsvp.intention, rsvp.intention_sight) == ("GOING", WORDS, "MEMBERS")
    assert (rsvp.intention_state, rsvp.confirmed_at) == ("DECLARED", NOON)
    assert taken(segment) == 1
    (fact,) = told("seat_reserved")
    assert (fact.subject_id, fact.actor_id) == (rsvp.pk, somebody.pk)
    assert fact.data == {"event_id": segment.event_id, "segment": "INTIMATE"}


def test_a_full_segment_refuses_and_writes_nothing(segment, somebody):
    fill(segment)

    with pytest.raises(SegmentFull):
        reserve(segment, somebody)

    assert taken(segment) == 2
    assert not Rsvp.objects.filter(membership=somebody).exists()
    assert not told("seat_reserved")


def test_a_segment_without_a_limit_is_never_full(segment):
    broadcast = SegmentFactory(event=segment.event, kind="BROADCAST")

    for _member in range(3):
        reserve(broadcast, MembershipFactory(community=segment.community))

    assert taken(broadcast) == 3


def test_one_live_claim_a_member_and_event(segment, somebody):
    broadcast = SegmentFactory(event=segment.event, kind="BROADCAST")
    reserve(segment, somebody)

    for again in (segment, broadcast):
        with pytest.raises(AlreadyHasClaim):
            reserve(again, somebody)
        with pytest.raises(AlreadyHasClaim):
            wait(again, somebody)

    assert (taken(segment), taken(broadcast)) == (1, 0)


@pytest.mark.parametrize(
    ("text", "sight", "field"),
    [
        ("", "HOSTS", "intention"),
        ("too short", "HOSTS", "intention"),
        ("x" * 141, "HOSTS", "intention"),
        (WORDS, "EVERYBODY", "sight"),
    ],
)
def test_an_intention_that_does_not_fit_is_refused(segment, somebody, text, sight, field):
    with pytest.raises(IntentionUnfit) as refusal:
        reserve(segment, somebody, intention=text, sight=sight)

    assert refusal.value.field == field
    assert taken(segment) == 0


@pytest.mark.parametrize(
    "text", ["x" * 10, "x" * 140, "🙂" * 10, "אני רוצה לסיים פרק", "<b>bold</b> & done"]
)
def test_any_words_of_10_to_140_characters_fit(segment, somebody, text):
    assert reserve(segment, somebody, intention=text).intention == text


def test_where_the_intention_is_optional_none_is_fine():
    segment = SegmentFactory(event__revision__is_intention_required=False)
    somebody = MembershipFactory(community=segment.community)

    assert reserve(segment, somebody, intention="").intention_state == "NONE"


def test_the_host_needs_no_seat(segment):
    with pytest.raises(HostNeedsNoSeat):
        reserve(segment, segment.event.host)


@pytest.mark.parametrize(
    ("state", "more"),
    [
        ("CANCELLED", {"cancelled_at": NOON}),
        ("ENDED", {"ended_at": NOON}),
    ],
)
def test_what_will_not_take_place_takes_nobody(segment, somebody, state, more):
    Event.objects.filter(pk=segment.event_id).update(state=state, **more)

    with pytest.raises(NotOpen):
        reserve(segment, somebody)


def test_a_past_event_takes_nobody_even_before_the_clock_ended_it(segment, somebody):
    with pytest.raises(NotOpen):
        reserve(segment, somebody, now=segment.event.ends_at)


def test_one_may_come_late(segment, somebody):
    assert reserve(segment, somebody, now=segment.event.starts_at).state == "GOING"


def test_a_draft_is_not_there(segment, somebody):
    Event.objects.filter(pk=segment.event_id).update(state="DRAFT")

    with pytest.raises(Segment.DoesNotExist):
        reserve(segment, somebody)


def test_a_segment_of_another_event_is_not_there(segment, somebody):
    other = SegmentFactory(event=EventFactory(community=segment.community))

    with pytest.raises(Segment.DoesNotExist):
        reserve_seat(
            event_id=segment.event_id,
            segment_id=other.pk,
            membership=somebody,
            wanted=SeatRequest(WORDS, "HOSTS"),
            now=NOON,
        )


def test_a_foreign_segment_is_not_there(segment):
    with pytest.raises(Segment.DoesNotExist):
        reserve(segment, MembershipFactory())


def test_the_waiting_list_is_first_come_first_served(segment):
    seated = fill(segment)
    line = [MembershipFactory(community=segment.community) for _place in range(3)]
    for minute, membership in enumerate(line):
        waiting = wait(segment, membership, now=NOON + dt.timedelta(minutes=minute))
        assert waiting.state == "WAITING"

    release(segment, seated[0].membership)

    states = [Rsvp.objects.get(membership=membership).state for membership in line]
    assert states == ["OFFERED", "WAITING", "WAITING"]
    assert taken(segment) == 2
    (offer,) = told("seat_offered")
    first = Rsvp.objects.get(membership=line[0])
    assert (offer.subject_id, offer.actor_id) == (first.pk, None)
    assert first.held_until == NOON + dt.timedelta(hours=24)
    assert len(told("waitlist_joined")) == 3


def test_joining_the_line_takes_the_seat_that_came_free_meanwhile(segment, somebody):
    rsvp = wait(segment, somebody)

    assert rsvp.state == "GOING"
    assert taken(segment) == 1
    assert told("seat_reserved")
    assert not told("waitlist_joined")


def test_a_release_without_a_line_frees_the_seat(segment, somebody):
    reserve(segment, somebody)

    rsvp = release(segment, somebody, now=NOON + dt.timedelta(hours=1))

    assert (rsvp.state, rsvp.released_at) == ("RELEASED", NOON + dt.timedelta(hours=1))
    assert taken(segment) == 0
    ended = {"event_id": segment.event_id, "was": "GOING", "reason": "GIVEN_BACK"}
    assert told("seat_released")[0].data == ended
    assert not told("seat_offered")


def test_leaving_the_line_frees_no_seat(segment, somebody):
    fill(segment)
    wait(segment, somebody)

    release(segment, somebody)

    assert taken(segment) == 2
    assert told("seat_released")[0].data["was"] == "WAITING"
    assert not told("seat_offered")


def test_after_a_release_one_may_come_back(segment, somebody):
    reserve(segment, somebody)
    release(segment, somebody)

    assert reserve(segment, somebody).state == "GOING"
    assert taken(segment) == 1


def test_a_second_release_finds_nothing(segment, somebody):
    reserve(segment, somebody)
    release(segment, somebody)

    with pytest.raises(Rsvp.DoesNotExist):
        release(segment, somebody)


def test_a_seat_stays_once_it_has_begun_but_the_line_may_be_left(segment, somebody):
    seated = fill(segment)
    wait(segment, somebody)
    begun = segment.event.starts_at

    with pytest.raises(TooLate):
        release(segment, seated[0].membership, now=begun)
    assert release(segment, somebody, now=begun).state == "RELEASED"
    assert taken(segment) == 2


def test_a_seat_goes_past_those_who_are_not_active(segment):
    seated = fill(segment)
    away = MembershipFactory(community=segment.community, status="PAUSED")
    here = MembershipFactory(community=segment.community)
    RsvpFactory(segment=segment, membership=away, state="WAITING")
    RsvpFactory(segment=segment, membership=here, state="WAITING")

    release(segment, seated[0].membership)

    assert Rsvp.objects.get(membership=here).state == "OFFERED"
    assert Rsvp.objects.get(membership=away).state == "WAITING"


def test_changing_sides_keeps_the_words_and_lets_the_next_in(segment, somebody):
    broadcast = SegmentFactory(event=segment.event, kind="BROADCAST")
    seated = fill(segment)
    wait(segment, somebody)
    mover = seated[0]

    new = change_segment(
        event_id=segment.event_id,
        segment_id=broadcast.pk,
        membership=mover.membership,
        now=NOON,
    )

    assert (new.segment_id, new.state, new.intention) == (broadcast.pk, "GOING", mover.intention)
    assert Rsvp.objects.get(pk=mover.pk).state == "RELEASED"
    assert Rsvp.objects.get(membership=somebody).state == "OFFERED"
    assert (taken(segment), taken(broadcast)) == (2, 1)


def test_changing_to_a_full_side_changes_nothing(segment):
    broadcast = SegmentFactory(event=segment.event, kind="BROADCAST")
    fill(segment)
    watcher = RsvpFactory(segment=broadcast)

    with pytest.raises(SegmentFull):
        change_segment(
            event_id=segment.event_id,
            segment_id=segment.pk,
            membership=watcher.membership,
            now=NOON,
        )

    assert Rsvp.objects.get(pk=watcher.pk).state == "GOING"
    assert (taken(segment), taken(broadcast)) == (2, 1)
    assert not told("seat_released")


def test_a_place_in_line_can_be_left_for_the_broadcast(segment, somebody):
    broadcast = SegmentFactory(event=segment.event, kind="BROADCAST")
    fill(segment)
    wait(segment, somebody)

    change_segment(
        event_id=segment.event_id, segment_id=broadcast.pk, membership=somebody, now=NOON
    )

    assert (taken(segment), taken(broadcast)) == (2, 1)
    assert told("seat_released")[0].data["was"] == "WAITING"


def reword(segment, membership, *, intention="Find a better title", sight="ME", now=NOON):
    return reword_intention(
        event_id=segment.event_id,
        membership=membership,
        intention=intention,
        sight=sight,
        now=now,
    )


def test_before_the_start_an_intention_is_simply_reworded(segment, somebody):
    reserve(segment, somebody)

    rsvp = reword(segment, somebody)

    assert (rsvp.intention, rsvp.intention_sight) == ("Find a better title", "ME")
    assert (rsvp.intention_state, rsvp.intention_revisions.count()) == ("DECLARED", 0)
    assert told("intention_changed")


def test_after_the_start_what_it_said_is_kept(segment, somebody):
    reserve(segment, somebody)

    rsvp = reword(segment, somebody, now=segment.event.starts_at)

    assert rsvp.intention_state == "LOCKED"
    assert [earlier.said for earlier in rsvp.intention_revisions.all()] == [WORDS]


def test_after_the_start_words_cannot_be_taken_back():
    segment = SegmentFactory(event__revision__is_intention_required=False)
    somebody = MembershipFactory(community=segment.community)
    reserve(segment, somebody)

    with pytest.raises(IntentionUnfit):
        reword(segment, somebody, intention="", now=segment.event.starts_at)
    assert reword(segment, somebody, intention="").intention_state == "NONE"


def test_a_settled_intention_stays(segment, somebody):
    rsvp = reserve(segment, somebody)
    Rsvp.objects.filter(pk=rsvp.pk).update(intention_state="DONE", intention_settled_at=NOON)

    with pytest.raises(TooLate):
        reword(segment, somebody)


def test_words_that_were_carried_over_are_counted(segment, somebody):
    earlier = RsvpFactory(
        segment=SegmentFactory(event=EventFactory(community=segment.community)),
        membership=somebody,
        intention=WORDS,
        intention_state="CARRIED_OVER",
        intention_settled_at=NOON,
        joined_at=NOON - dt.timedelta(days=9),
        times_carried_over=1,
    )

    later = NOON + dt.timedelta(hours=1)
    rsvp = reserve(segment, somebody, carried_from=earlier.pk, now=later)

    assert rsvp.times_carried_over == 2


def test_other_words_or_somebody_elses_are_not_carried_over(segment, somebody):
    theirs = RsvpFactory(
        segment=SegmentFactory(event=EventFactory(community=segment.community)),
        intention=WORDS,
        intention_state="CARRIED_OVER",
        intention_settled_at=NOON,
    )

    assert reserve(segment, somebody, carried_from=theirs.pk).times_carried_over == 0


def test_more_rooms_let_in_those_who_wait(segment):
    fill(segment)
    line = [RsvpFactory(segment=segment, state="WAITING") for _place in range(3)]

    with tenant_scope(within(segment.community_id)):
        segment.resize(rooms=1, capacity=4, by=segment.event.host, now=NOON)

    called = segment.rsvps.filter(state="OFFERED").order_by("pk")
    assert [rsvp.pk for rsvp in called] == [rsvp.pk for rsvp in line[:2]]
    segment.refresh_from_db()
    assert (segment.capacity, segment.taken) == (4, 4)


@pytest.mark.parametrize(("rooms", "capacity"), [(1, 13), (1, 0), (0, 12), (61, 12)])
def test_a_segment_has_seats_within_its_rooms_only(segment, rooms, capacity):
    with pytest.raises(CapacityUnfit), tenant_scope(within(segment.community_id)):
        segment.resize(rooms=rooms, capacity=capacity, by=segment.event.host, now=NOON)


def test_a_segment_never_shrinks_below_what_is_taken(segment):
    fill(segment)

    with pytest.raises(CapacityUnfit), tenant_scope(within(segment.community_id)):
        segment.resize(rooms=1, capacity=1, by=segment.event.host, now=NOON)

    with tenant_scope(within(segment.community_id)):
        segment.resize(rooms=1, capacity=2, by=segment.event.host, now=NOON)
    assert Segment.objects.get(pk=segment.pk).capacity == 2


@pytest.mark.parametrize("name", ["never_oversold", "an_intimate_seat_is_in_a_room_of_twelve"])
def test_the_database_holds_what_the_code_might_forget(segment, name):
    change = {"taken": 3} if name == "never_oversold" else {"capacity": 13}
    with pytest.raises(IntegrityError, match=name):
        Segment.objects.filter(pk=segment.pk).update(**change)


def test_who_steps_back_frees_their_seats(segment, somebody):
    elsewhere = SegmentFactory(
        event=EventFactory(community=segment.community, starts_at=timezone.now())
    )
    mine = RsvpFactory(segment=segment, membership=somebody)
    past = RsvpFactory(segment=elsewhere, membership=somebody)
    fill(segment)
    heir = RsvpFactory(segment=segment, state="WAITING")

    with tenant_scope(within(segment.community_id)):
        somebody.pause(by=somebody, now=timezone.now())
    deliver_due(queue="inside")

    states = {rsvp.pk: rsvp.state for rsvp in Rsvp.objects.all()}
    assert states[mine.pk] == "RELEASED"
    assert states[heir.pk] == "OFFERED"
    assert states[past.pk] == "GOING"
    assert (len(told("seat_released")), len(told("seat_offered"))) == (1, 1)


def test_every_refusal_is_in_words(segment, somebody):
    fill(segment)

    with pytest.raises(Refusal) as refusal:
        reserve(segment, somebody)

    assert str(refusal.value) == "The last place has just gone."
