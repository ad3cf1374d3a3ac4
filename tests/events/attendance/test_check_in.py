import pytest
from django.utils import timezone

from config.kernel.errors import Refusal
from events.attendance.services import attendance
from events.attendance.services.attendance import leave_quietly
from events.attendance.services.live import process_due_events
from events.seats.models.check_ins import CheckIn
from events.seats.models.rsvps import Rsvp
from tests.events.attendance.arranging import (
    HOUR,
    MINUTE,
    ended,
    event_in,
    named,
    said,
    seat_at,
    someone,
    url,
)
from tests.factories import CheckInFactory, EventFactory, RsvpFactory

pytestmark = pytest.mark.django_db

I_AM_HERE = "I\u2019m here"


def arrive(rsvp, *, now):
    return attendance.check_in(event_id=rsvp.event_id, membership=rsvp.membership, now=now)


def leave(rsvp, *, now):
    return leave_quietly(event_id=rsvp.event_id, membership=rsvp.membership, now=now)


def test_i_am_here_from_fifteen_minutes_before():
    rsvp = seat_at(event_in(HOUR))
    doors = rsvp.event.starts_at - 15 * MINUTE

    with pytest.raises(Refusal, match="too early"):
        arrive(rsvp, now=doors - MINUTE)
    check_in = arrive(rsvp, now=doors)

    assert (check_in.came_at, check_in.marked_by_id) == (doors, rsvp.membership_id)
    (fact,) = named("member_checked_in")
    assert (fact.subject_id, fact.data) == (rsvp.pk, {"event_id": rsvp.event_id, "way": "self"})


def test_saying_it_twice_is_no_matter():
    rsvp = seat_at(event_in())
    first = arrive(rsvp, now=rsvp.event.starts_at)

    again = arrive(rsvp, now=rsvp.event.starts_at + MINUTE)

    assert again.pk == first.pk
    assert again.came_at == rsvp.event.starts_at
    assert len(named("member_checked_in")) == 1


def test_after_the_end_it_is_too_late_even_where_the_clock_is_late():
    rsvp = seat_at(event_in())

    arrive(rsvp, now=rsvp.event.closes_at - MINUTE)
    late = seat_at(rsvp.event)
    with pytest.raises(Refusal, match="over"):
        arrive(late, now=rsvp.event.closes_at)

    assert CheckIn.objects.count() == 1


def test_a_cancelled_event_takes_nobody_in():
    event = event_in(state="CANCELLED", cancelled_at=timezone.now())

    with pytest.raises(Refusal, match="cancelled"):
        arrive(seat_at(event), now=event.starts_at)


@pytest.mark.parametrize("state", ["WAITING", "RELEASED"])
def test_without_a_seat_nobody_checks_in(state):
    rsvp = seat_at(event_in(), state=state)

    with pytest.raises(Rsvp.DoesNotExist):
        arrive(rsvp, now=rsvp.event.starts_at)

    assert named("member_checked_in") == []


def test_a_foreign_event_is_not_there():
    event = event_in()

    with pytest.raises(Rsvp.DoesNotExist):
        attendance.check_in(event_id=event.pk, membership=EventFactory().host, now=event.starts_at)


def test_who_comes_after_all_is_no_longer_absent():
    event = event_in()
    rsvp = seat_at(event, marked_absent_at=event.starts_at, marked_absent_by=event.host)

    arrive(rsvp, now=event.starts_at + MINUTE)
    rsvp.refresh_from_db()

    assert rsvp.marked_absent_at is rsvp.marked_absent_by is None


def test_leaving_quietly_and_coming_back():
    rsvp = seat_at(event_in())
    now = rsvp.event.starts_at
    arrive(rsvp, now=now)

    leave(rsvp, now=now + 9 * MINUTE)
    left = leave(rsvp, now=now + 10 * MINUTE)
    back = arrive(rsvp, now=now + 11 * MINUTE)

    assert left.left_at == now + 9 * MINUTE
    assert (back.came_at, back.left_at) == (now, None)
    assert len(named("member_left")) == len(named("member_checked_in")) == 1


def test_who_never_came_cannot_leave():
    rsvp = seat_at(event_in())

    with pytest.raises(Refusal):
        leave(rsvp, now=rsvp.event.starts_at)


# The room page


def test_the_room_before_the_doors_open(sign_in):
    rsvp = seat_at(event_in(HOUR, meeting_url="https://meet.example/room"))

    page = sign_in(rsvp.membership).get(url("room_detail", rsvp.event))

    assert page.status_code == 200
    assert "The room is not open yet" in said(page)
    assert "https://meet.example/room" not in said(page)
    assert I_AM_HERE not in said(page)


def test_the_room_while_it_is_on(sign_in):
    event = event_in(-10 * MINUTE, meeting_url="https://meet.example/room")
    rsvp = seat_at(event, intention="Ask one honest question")
    process_due_events(now=timezone.now())

    page = said(sign_in(rsvp.membership).get(url("room_detail", event)))

    assert "It is on" in page
    assert "https://meet.example/room" in page
    assert I_AM_HERE in page
    assert "Now: Hot seats" in page
    assert "Next: Commit" in page
    assert "Ask one honest question" in page
    assert 'aria-current="step"' in page


def test_words_for_the_host_are_for_who_runs_it(sign_in, client):
    event = event_in(-10 * MINUTE)
    rsvp = seat_at(event)

    for_host = said(sign_in(event.host).get(url("room_detail", event)))
    for_member = said(sign_in(rsvp.membership).get(url("room_detail", event)))

    assert "One reads, all answer." in for_host
    assert "One reads, all answer." not in for_member
    assert "Open the room" in for_host
    assert "Open the room" not in for_member


@pytest.mark.parametrize(
    ("roles", "status"),
    [([], 403), (["MODERATOR"], 403), (["INSTRUCTOR"], 200), (["OWNER"], 200)],
    ids=str,
)
def test_who_may_enter_without_a_seat(sign_in, roles, status):
    event = event_in()

    assert sign_in(someone(event, *roles)).get(url("room_detail", event)).status_code == status


def test_a_place_in_line_or_a_broadcast_claim_and_the_room(sign_in):
    event = event_in()
    waiting = seat_at(event, state="WAITING")
    watching = RsvpFactory(segment__event=event, segment__kind="BROADCAST")

    assert sign_in(waiting.membership).get(url("room_detail", event)).status_code == 403
    assert sign_in(watching.membership).get(url("room_detail", event)).status_code == 200


def test_a_cancelled_event_has_no_room(sign_in):
    event = event_in(
        state="CANCELLED",
        cancelled_at=timezone.now(),
        cancellation_reason="The host is ill",
        meeting_url="https://meet.example/room",
    )

    page = said(sign_in(seat_at(event).membership).get(url("room_detail", event)))

    assert "The host is ill" in page
    assert "https://meet.example/room" not in page
    assert I_AM_HERE not in page


def test_the_button_checks_in_and_leads_back(sign_in):
    rsvp = seat_at(event_in())
    client = sign_in(rsvp.membership)

    response = client.post(url("check_in", rsvp.event))
    page = said(client.get(url("room_detail", rsvp.event)))

    assert response["Location"] == url("room_detail", rsvp.event)
    assert "You are here" in page
    assert I_AM_HERE not in page
    assert "Leave quietly" in page


def test_the_same_press_twice_has_one_effect(sign_in):
    rsvp = seat_at(event_in())
    client = sign_in(rsvp.membership)
    pressed = {"idempotency_key": "one-press"}

    answers = [client.post(url("check_in", rsvp.event), pressed) for _press in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[1]["Location"] == answers[0]["Location"]
    assert len(named("member_checked_in")) == 1


@pytest.mark.parametrize("name", ["check_in", "leaving"])
def test_looking_at_the_address_does_nothing(sign_in, name):
    rsvp = seat_at(event_in())

    assert sign_in(rsvp.membership).get(url(name, rsvp.event)).status_code == 405
    assert not CheckIn.objects.exists()


def test_a_refused_press_says_why(sign_in):
    rsvp = seat_at(ended(event_in(-3 * HOUR)))

    response = sign_in(rsvp.membership).post(url("check_in", rsvp.event))

    assert response.status_code == 422
    assert "This event is over" in said(response)


def test_leaving_from_the_page(sign_in):
    check_in = CheckInFactory(rsvp=seat_at(event_in()), came_at=timezone.now())
    client = sign_in(check_in.membership)

    client.post(url("leaving", check_in.event))
    page = said(client.get(url("room_detail", check_in.event)))

    assert "You left quietly" in page
    assert I_AM_HERE in page
