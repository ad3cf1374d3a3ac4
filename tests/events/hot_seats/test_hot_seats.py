"""Asking for a hot seat, whom it is offered, and what becomes of it."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError
from django.utils import timezone

from config.kernel.delivery import deliver_due
from config.kernel.errors import Refusal
from config.kernel.models import Delivery
from events.attendance.services.live import process_due_events
from events.hot_seats.models import HotSeatRequest
from events.hot_seats.services import process_due_hot_seats
from events.scheduling.services import cancel_event
from events.seats.models.rsvps import Rsvp
from events.seats.services.claims import release_seat
from tests.events.attendance.arranging import named
from tests.events.hot_seats.queueing import (
    DAY,
    HOUR,
    MINUTE,
    REASON,
    accept,
    ask,
    complete,
    event_with,
    give,
    had,
    seat,
    sit,
    state_of,
    withdraw,
)
from tests.factories import (
    NOON,
    CheckInFactory,
    HotSeatRequestFactory,
    MembershipFactory,
    RsvpFactory,
    SegmentFactory,
)

pytestmark = pytest.mark.django_db

LATER, SOON, NEAR = NOON + 7 * DAY, NOON + 20 * HOUR, NOON + 2 * HOUR


def is_there(event, membership):
    CheckInFactory(rsvp=Rsvp.objects.get(event=event, membership=membership))


def deliver():
    """Reactions inside, as if the worker came along when it happened."""
    Delivery.objects.update(due_at=timezone.now())
    deliver_due(queue="inside")


def test_more_than_48_hours_ahead_one_waits():
    event = event_with(1, starts_at=LATER)
    who = sit(event)

    request = ask(event, who, now=NOON)

    assert (request.state, request.asked_at) == ("QUEUED", NOON)
    (fact,) = named("hot_seat_asked")
    assert (fact.subject_id, fact.actor_id) == (request.pk, who.pk)


@pytest.mark.parametrize(
    ("ahead", "stands_for"),
    [
        (48 * HOUR, 6 * HOUR),
        (25 * HOUR, 6 * HOUR),
        (24 * HOUR, 45 * MINUTE),
        (3 * HOUR + MINUTE, 45 * MINUTE),
        (3 * HOUR, 15 * MINUTE),
        (MINUTE, 15 * MINUTE),
        (-40 * MINUTE, 5 * MINUTE),
    ],
    ids=["48h", "25h", "24h", "3h1m", "3h", "1m", "near-the-end"],
)
def test_in_the_last_48_hours_a_free_place_is_offered_at_once(ahead, stands_for):
    event = event_with(1, starts_at=NOON + ahead)
    who = sit(event)

    request = ask(event, who, now=NOON)

    assert (request.state, request.held_until) == ("OFFERED", NOON + stands_for)
    (fact,) = named("hot_seat_offered")
    assert fact.data == {"event_id": event.pk, "until": (NOON + stands_for).isoformat()}


def test_48_hours_before_the_clock_offers_in_order():
    event = event_with(2, starts_at=LATER)
    old, older, newcomer, patient = (sit(event) for _person in range(4))
    had(old, like=event, at=NOON - DAY)
    had(older, like=event, at=NOON - 9 * DAY)
    for minutes, who in enumerate((old, older, newcomer, patient)):
        ask(event, who, now=NOON + minutes * MINUTE)

    assert process_due_hot_seats(now=LATER - 48 * HOUR - MINUTE) == 0
    assert process_due_hot_seats(now=LATER - 48 * HOUR) == 1

    given = [state_of(event, who) for who in (newcomer, patient, older, old)]
    assert given == ["OFFERED", "OFFERED", "QUEUED", "QUEUED"]


def test_who_had_fewer_comes_first_then_who_had_theirs_longer_ago():
    event = event_with(1, starts_at=LATER)
    twice, lately, long_ago = (sit(event) for _person in range(3))
    had(twice, like=event, at=NOON - 90 * DAY)
    had(twice, like=event, at=NOON - 80 * DAY)
    had(lately, like=event, at=NOON - 2 * DAY)
    had(long_ago, like=event, at=NOON - 30 * DAY)
    for who in (twice, lately, long_ago):
        ask(event, who, now=NOON)

    queue = HotSeatRequest.active_in_order(event, now=NOON)

    assert [row.membership_id for row in queue] == [long_ago.pk, lately.pk, twice.pk]


def test_hot_seats_of_another_format_do_not_count():
    event = event_with(1, starts_at=LATER)
    first, second = sit(event), sit(event)
    other = event_with(
        1, community=event.community, starts_at=NOON - DAY, state="ENDED", ended_at=NOON
    )
    rsvp = RsvpFactory(segment=SegmentFactory(event=other, kind="BROADCAST"), membership=first)
    HotSeatRequestFactory(rsvp=rsvp, state="COMPLETED", asked_at=NOON - DAY)

    ask(event, first, now=NOON)
    ask(event, second, now=NOON + MINUTE)

    assert HotSeatRequest.active_in_order(event, now=NOON)[0].membership_id == first.pk


def test_a_place_that_is_offered_elsewhere_counts_as_had():
    soon = event_with(1, starts_at=SOON)
    later = event_with(1, starts_at=LATER, like=soon)
    busy, free = sit(soon), sit(later)
    sit(later, busy)
    ask(soon, busy, now=NOON)
    ask(later, busy, now=NOON)
    ask(later, free, now=NOON + MINUTE)

    assert HotSeatRequest.active_in_order(later, now=NOON)[0].membership_id == free.pk

    withdraw(soon, busy, now=NOON + MINUTE)

    assert HotSeatRequest.active_in_order(later, now=NOON)[0].membership_id == busy.pk


def test_who_has_no_seat_in_a_room_has_none_to_ask_for():
    event = event_with(1, starts_at=LATER)
    broadcast = SegmentFactory(event=event, kind="BROADCAST")
    watching = RsvpFactory(segment=broadcast).membership
    waiting = RsvpFactory(segment=event.segments.get(kind="INTIMATE"), state="WAITING").membership

    with pytest.raises(Refusal, match="sit in a room"):
        ask(event, watching, now=NOON)
    for who in (waiting, MembershipFactory(community=event.community), event.host):
        with pytest.raises(Rsvp.DoesNotExist):
            ask(event, who, now=NOON)


def test_an_event_without_hot_seats_or_that_is_over_takes_no_request():
    event = event_with(0, starts_at=LATER)
    with pytest.raises(Refusal, match="no hot seat"):
        ask(event, sit(event), now=NOON)

    over = event_with(1, starts_at=NOON - HOUR)
    with pytest.raises(Refusal, match="over"):
        ask(over, sit(over), now=NOON)


def test_one_standing_request_each():
    event = event_with(1, starts_at=LATER)
    who = sit(event)
    ask(event, who, now=NOON)

    with pytest.raises(Refusal, match="already"):
        ask(event, who, now=NOON)
    withdraw(event, who, now=NOON)
    ask(event, who, now=NOON)

    assert HotSeatRequest.objects.active().count() == 1


def test_accepting_makes_it_theirs():
    event = event_with(1, starts_at=SOON)
    who = sit(event)
    ask(event, who, now=NOON)

    request = accept(event, who, now=NOON + MINUTE)

    assert (request.state, request.held_until) == ("ACCEPTED", None)
    assert [fact.subject_id for fact in named("hot_seat_accepted")] == [request.pk]


def test_a_place_that_is_declined_or_given_back_goes_to_the_next():
    event = event_with(1, starts_at=SOON)
    first, second, third = (sit(event) for _person in range(3))
    for who in (first, second, third):
        ask(event, who, now=NOON)

    withdraw(event, first, now=NOON)
    accept(event, second, now=NOON)
    withdraw(event, second, now=NOON)

    wanted = [(first, "DECLINED"), (second, "WITHDRAWN"), (third, "OFFERED")]
    assert [state_of(event, who) for who, _state in wanted] == [state for _who, state in wanted]
    assert [fact.data["way"] for fact in named("hot_seat_closed")] == ["DECLINED", "WITHDRAWN"]


def test_an_offer_lapses_by_the_clock_and_goes_to_the_next():
    event = event_with(1, starts_at=SOON)
    first, second = sit(event), sit(event)
    ask(event, first, now=NOON)
    ask(event, second, now=NOON)

    assert process_due_hot_seats(now=NOON + 44 * MINUTE) == 0
    assert process_due_hot_seats(now=NOON + 45 * MINUTE) == 1
    assert process_due_hot_seats(now=NOON + 46 * MINUTE) == 0

    assert (state_of(event, first), state_of(event, second)) == ("LAPSED", "OFFERED")


def test_a_lapsed_offer_is_void_even_where_the_clock_is_late():
    event = event_with(1, starts_at=SOON)
    first, second = sit(event), sit(event)
    ask(event, first, now=NOON)

    with pytest.raises(Refusal, match="lapsed"):
        accept(event, first, now=NOON + 45 * MINUTE)
    request = ask(event, second, now=NOON + 45 * MINUTE)

    assert request.state == "OFFERED"
    assert state_of(event, first) == "LAPSED"
    for act in (accept, withdraw):
        with pytest.raises(Refusal, match=r"lapsed|any more"):
            act(event, first, now=NOON + 45 * MINUTE)


def test_whoever_lets_an_offer_lapse_can_ask_again():
    event = event_with(1, starts_at=SOON)
    who = sit(event)
    ask(event, who, now=NOON)

    process_due_hot_seats(now=NOON + HOUR)
    request = ask(event, who, now=NOON + HOUR)

    assert request.state == "OFFERED"


def test_giving_up_the_seat_gives_up_the_hot_seat():
    event = event_with(1, starts_at=SOON)
    first, second = sit(event), sit(event)
    ask(event, first, now=NOON)
    ask(event, second, now=NOON)
    accept(event, first, now=NOON)

    release_seat(event_id=event.pk, membership=first, now=NOON)
    with pytest.raises(HotSeatRequest.DoesNotExist):
        withdraw(event, first, now=NOON)
    deliver()

    assert (state_of(event, first), state_of(event, second)) == ("WITHDRAWN", "OFFERED")


def test_nobody_is_offered_a_place_who_cannot_come():
    event = event_with(1, starts_at=SOON)
    first, away, third = (sit(event) for _person in range(3))
    for who in (first, away, third):
        ask(event, who, now=NOON)
    away.status = "PAUSED"
    away.save()

    withdraw(event, first, now=NOON)

    assert (state_of(event, away), state_of(event, third)) == ("QUEUED", "OFFERED")


def test_one_sits_there_at_a_time():
    event = event_with(2, starts_at=NEAR)
    first, second = sit(event), sit(event)
    one, two = (ask(event, who, now=NOON) for who in (first, second))
    accept(event, first, now=NOON)
    accept(event, second, now=NOON)
    with pytest.raises(Refusal, match="too early"):
        seat(event, one, now=NOON)

    seat(event, one, now=NEAR)
    with pytest.raises(Refusal, match="sits in the hot seat"):
        seat(event, two, now=NEAR)
    with pytest.raises(Refusal, match="in the hot seat now"):
        withdraw(event, first, now=NEAR)
    complete(event, one, now=NEAR + MINUTE)
    seat(event, two, now=NEAR + MINUTE)

    assert (state_of(event, first), state_of(event, second)) == ("COMPLETED", "SEATED")
    assert [fact.subject_id for fact in named("hot_seat_taken")] == [one.pk, two.pk]
    (fact,) = named("hot_seat_completed")
    assert (fact.subject_id, fact.actor_id) == (one.pk, event.host_id)


def test_the_database_lets_one_sit_there_at_a_time():
    event = event_with(2, starts_at=NEAR)
    seats = event.segments.get()
    HotSeatRequestFactory(rsvp=RsvpFactory(segment=seats), state="SEATED")

    with pytest.raises(IntegrityError, match="one_in_the_hot_seat_at_a_time"):
        HotSeatRequestFactory(rsvp=RsvpFactory(segment=seats), state="SEATED")


def test_where_nobody_accepted_the_first_who_is_there_may_sit():
    event = event_with(1, starts_at=NEAR)
    absent, late, here, behind = (sit(event) for _person in range(4))
    requests = {who: ask(event, who, now=NOON) for who in (absent, late, here, behind)}
    accept(event, absent, now=NOON)
    is_there(event, here)
    is_there(event, behind)

    with pytest.raises(Refusal, match="not their turn"):
        seat(event, requests[late], now=NEAR)
    with pytest.raises(Refusal, match="not their turn"):
        seat(event, requests[behind], now=NEAR)
    seat(event, requests[here], now=NEAR)

    wanted = {absent: "LAPSED", late: "LAPSED", here: "SEATED", behind: "QUEUED"}
    assert {who: state_of(event, who) for who in wanted} == wanted


def test_nobody_sits_there_beyond_the_places():
    event = event_with(1, starts_at=NEAR)
    first, second = sit(event), sit(event)
    one, two = (ask(event, who, now=NOON) for who in (first, second))
    accept(event, first, now=NOON)
    seat(event, one, now=NEAR)
    complete(event, one, now=NEAR)
    is_there(event, second)

    with pytest.raises(Refusal, match="not their turn"):
        seat(event, two, now=NEAR)
    assert process_due_hot_seats(now=NEAR) == 0


def test_at_the_end_of_the_event_all_is_closed():
    event = event_with(2, starts_at=NEAR, state="LIVE")
    sitting, accepted, queued = (sit(event) for _person in range(3))
    request = ask(event, sitting, now=NOON)
    for who in (accepted, queued):
        ask(event, who, now=NOON)
    accept(event, sitting, now=NOON)
    accept(event, accepted, now=NOON)
    seat(event, request, now=NEAR)

    process_due_events(now=event.closes_at)
    deliver()

    wanted = {sitting: "COMPLETED", accepted: "WITHDRAWN", queued: "WITHDRAWN"}
    assert {who: state_of(event, who) for who in wanted} == wanted


def test_a_cancelled_event_closes_its_queue():
    event = event_with(1, starts_at=LATER)
    who = sit(event)
    ask(event, who, now=NOON)

    cancel_event(event_id=event.pk, membership=event.host, reason="Ill", now=NOON)
    deliver()

    assert state_of(event, who) == "WITHDRAWN"


def test_a_host_gives_a_place_out_of_order_and_says_why():
    event = event_with(1, starts_at=LATER)
    first, second = sit(event), sit(event)
    ask(event, first, now=NOON)
    request = ask(event, second, now=NOON)

    given = give(event, request, now=NOON)

    assert (given.state, given.override_reason) == ("OFFERED", REASON)
    assert given.overridden_by_id == event.host_id
    (fact,) = named("hot_seat_overridden")
    assert (fact.subject_id, fact.data) == (request.pk, {"event_id": event.pk})
    assert len(named("hot_seat_offered")) == 1
    process_due_hot_seats(now=LATER - 48 * HOUR)  # their offer stood for a day, and lapsed
    assert state_of(event, first) == "OFFERED"


def test_an_override_takes_an_offer_that_nobody_has_accepted():
    event = event_with(2, starts_at=SOON)
    first, second, third = (sit(event) for _person in range(3))
    requests = [ask(event, who, now=NOON) for who in (first, second, third)]
    accept(event, first, now=NOON)

    give(event, requests[2], now=NOON)

    given = [state_of(event, who) for who in (first, second, third)]
    assert given == ["ACCEPTED", "QUEUED", "OFFERED"]


def test_an_override_takes_nothing_that_was_accepted():
    event = event_with(1, starts_at=SOON)
    first, second = sit(event), sit(event)
    ask(event, first, now=NOON)
    request = ask(event, second, now=NOON)
    accept(event, first, now=NOON)

    with pytest.raises(Refusal, match="accepted it"):
        give(event, request, now=NOON)


@pytest.mark.parametrize("reason", ["", "Too short", "x" * 201], ids=["none", "short", "long"])
def test_an_override_needs_a_reason(reason):
    event = event_with(1, starts_at=LATER)
    request = ask(event, sit(event), now=NOON)

    with pytest.raises(Refusal, match="10 to 200"):
        give(event, request, reason=reason, now=NOON)


def test_the_database_wants_a_reason_from_somebody():
    request = HotSeatRequestFactory()
    with pytest.raises(IntegrityError, match="an_override_says_why_and_by_whom"):
        HotSeatRequest.objects.filter(pk=request.pk).update(override_reason=REASON)


def test_only_who_runs_the_event_says_who_sits_there():
    event = event_with(1, starts_at=NEAR)
    who = sit(event)
    request = ask(event, who, now=NOON)
    moderator = MembershipFactory(community=event.community, roles=["MEMBER", "MODERATOR"])

    for person in (who, moderator):
        with pytest.raises(PermissionDenied):
            give(event, request, by=person, now=NOON)


def test_requests_of_another_event_are_not_there():
    event = event_with(1, starts_at=NEAR)
    other = event_with(1, starts_at=NEAR, like=event)
    request = ask(other, sit(other), now=NOON)

    with pytest.raises(HotSeatRequest.DoesNotExist):
        give(event, request, now=NOON)
