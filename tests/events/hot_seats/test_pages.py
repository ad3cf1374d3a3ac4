"""What members and hosts see of the hot seats, what they are told by mail, and what it costs."""

import itertools
import re

import pytest
from django.core import mail
from django.utils import timezone

from config.kernel.delivery import deliver_due
from events.hot_seats.models import HotSeatRequest
from events.hot_seats.services import process_due_hot_seats
from events.names.models import Handle
from events.seats.models.rsvps import Rsvp
from memberships.mail.models import NotificationPreference
from tests.events.attendance.arranging import named, said, someone, url
from tests.events.attendance.test_query_counts import WHO_ASKS
from tests.events.hot_seats.queueing import (
    DAY,
    HOUR,
    REASON,
    accept,
    ask,
    event_with,
    give,
    had,
    seat,
    sit,
    state_of,
)
from tests.factories import CheckInFactory, RsvpFactory, SegmentFactory
from tests.statements import counting

pytestmark = pytest.mark.django_db

KEYS = itertools.count()
ASK, TAKE, LEAVE = "Ask for a hot seat", "Take the hot seat", "Leave the queue"


@pytest.fixture
def now():
    return timezone.now()


@pytest.fixture
def event(now):
    """A week ahead, with one hot seat."""
    return event_with(1, starts_at=now + 7 * DAY)


@pytest.fixture
def soon(now):
    """So near that a free place is offered at once."""
    return event_with(1, starts_at=now + 20 * HOUR)


def text_of(response):
    return re.sub(r"\s+", " ", said(response))


def look(sign_in, event, membership, page="event_detail"):
    return text_of(sign_in(membership).get(url(page, event)))


def press(sign_in, event, membership, name, *more, **data):
    key = f"key-{next(KEYS)}"
    return sign_in(membership).post(url(name, event, *more), {"idempotency_key": key, **data})


def test_without_a_seat_one_reads_what_a_hot_seat_is(sign_in, event):
    shown = look(sign_in, event, someone(event))

    assert "One hot seat" in shown
    assert "Everyone with a seat in a room can ask" in shown
    assert ASK not in shown


def test_an_event_without_hot_seats_says_nothing_of_them(sign_in, now):
    event = event_with(0, starts_at=now + DAY)
    assert 'id="hot-seats"' not in look(sign_in, event, sit(event))
    assert 'id="hot-seats"' not in look(sign_in, event, event.host, "room_detail")


def test_asking_from_the_event_page_and_leaving_again(sign_in, event):
    who = sit(event)
    assert ASK in look(sign_in, event, who)

    answer = press(sign_in, event, who, "hot_seat_create")

    assert (answer.status_code, answer.url) == (302, f"{url('event_detail', event)}#hot-seats")
    shown = look(sign_in, event, who)
    assert "You have asked for a hot seat" in shown
    assert "You are next in the queue." in shown
    assert "Places are offered from 48 hours before the start" in shown
    press(sign_in, event, who, "hot_seat_withdrawal")
    assert ASK in look(sign_in, event, who)


def test_from_the_room_one_comes_back_to_the_room(sign_in, event):
    who = sit(event)

    answer = press(sign_in, event, who, "hot_seat_create", **{"from": "room"})

    assert answer.url == f"{url('room_detail', event)}#hot-seats"
    assert LEAVE in look(sign_in, event, who, "room_detail")


def test_each_sees_their_place_and_why_by_counts_alone(sign_in, event, now):
    mine, never, once, longer, first = (sit(event) for _person in range(5))
    for who, ago in ((mine, 1), (once, 1), (longer, 9), (mine, 3)):
        had(who, like=event, at=now - ago * DAY)
    had(longer, like=event, at=now - 8 * DAY)
    for who in (never, once, longer, mine, first):
        ask(event, who, now=now)

    shown = look(sign_in, event, mine)

    assert "You are 5th in the queue." in shown
    assert "2 people before you have never had a hot seat here." in shown
    assert "One person before you has had fewer than you." in shown
    assert "For one person before you the last one is longer ago." in shown
    corner = shown[shown.index('id="hot-seats"') :]
    assert not [who for who in (never, once, longer, first) if who.user.name in corner]


def test_who_asked_before_is_said_too(sign_in, event, now):
    first, mine = sit(event), sit(event)
    ask(event, first, now=now)
    ask(event, mine, now=now)

    shown = look(sign_in, event, mine)

    assert "You are 2nd in the queue." in shown
    assert "One person asked before you." in shown


def test_an_offer_says_until_when_and_is_accepted_by_a_button(sign_in, soon):
    who = sit(soon)
    press(sign_in, soon, who, "hot_seat_create")

    shown = look(sign_in, soon, who)
    assert "A hot seat is free for you" in shown
    assert "It is kept for you until:" in shown
    press(sign_in, soon, who, "hot_seat_acceptance")

    shown = look(sign_in, soon, who)
    assert "You have a hot seat" in shown
    assert "Give the hot seat back" in shown
    assert state_of(soon, who) == "ACCEPTED"


def test_a_lapsed_offer_shows_as_passed_even_where_the_clock_is_late(sign_in, soon, now):
    who = sit(soon)
    ask(soon, who, now=now - HOUR)

    shown = look(sign_in, soon, who)
    assert "Your turn has passed" in shown
    assert TAKE not in shown
    answer = press(sign_in, soon, who, "hot_seat_acceptance")

    assert answer.status_code == 422
    assert "This offer has lapsed" in said(answer)
    assert ASK in said(answer)


def test_asking_twice_is_answered_by_the_panel(sign_in, event, now):
    who = sit(event)
    ask(event, who, now=now)

    answer = press(sign_in, event, who, "hot_seat_create")

    assert answer.status_code == 422
    assert "You have asked for a hot seat already." in said(answer)


@pytest.mark.parametrize("name", ["hot_seat_create", "hot_seat_acceptance", "hot_seat_withdrawal"])
def test_there_is_nothing_to_press_without_a_seat(sign_in, event, name):
    assert press(sign_in, event, someone(event), name).status_code == 404


def test_who_watches_the_broadcast_is_told_why_not(sign_in, event):
    watching = RsvpFactory(segment=SegmentFactory(event=event, kind="BROADCAST")).membership

    answer = press(sign_in, event, watching, "hot_seat_create")

    assert answer.status_code == 422
    assert "Hot seats are for those who sit in a room." in said(answer)
    assert ASK not in said(answer)


def test_all_with_a_seat_see_who_sits_there_and_what_was_given_out_of_order(sign_in, now):
    event = event_with(1, starts_at=now)
    first, second, other = (sit(event) for _person in range(3))
    ask(event, first, now=now)
    request = ask(event, second, now=now)
    give(event, request, now=now)
    accept(event, second, now=now)
    seat(event, request, now=now)

    shown = look(sign_in, event, other, "room_detail")

    assert "In the hot seat now:" in shown
    assert second.user.name in shown
    assert f'Given out of order by the host: <q dir="auto">{REASON}</q>' in shown
    assert "In the hot seat now:" not in look(sign_in, event, someone(event))


def test_the_host_sees_the_queue_and_gives_a_place_out_of_order(sign_in, event, now):
    before, after = sit(event), sit(event)
    had(before, like=event, at=now - DAY)
    request = ask(event, before, now=now)
    ask(event, after, now=now)

    page = look(sign_in, event, event.host, "hot_seat_list")
    assert page.index(after.user.name) < page.index(before.user.name)
    assert "had one before" in page
    answer = press(sign_in, event, event.host, "hot_seat_override", request.pk, reason="No")
    assert answer.status_code == 422
    assert re.search(r">\s*No</textarea>", said(answer))
    press(sign_in, event, event.host, "hot_seat_override", request.pk, reason=f" {REASON}\n")

    assert state_of(event, before) == "OFFERED"
    assert REASON in look(sign_in, event, event.host, "hot_seat_list")
    assert REASON in look(sign_in, event, after)
    assert len(named("hot_seat_overridden")) == 1


def test_the_host_seats_one_after_the_other(sign_in, now):
    event = event_with(2, starts_at=now)
    first, second = sit(event), sit(event)
    one, two = (ask(event, who, now=now) for who in (first, second))
    accept(event, first, now=now)
    CheckInFactory(rsvp=Rsvp.objects.get(event=event, membership=first))
    CheckInFactory(rsvp=Rsvp.objects.get(event=event, membership=second))

    press(sign_in, event, event.host, "hot_seat_seating", one.pk)
    refused = press(sign_in, event, event.host, "hot_seat_seating", two.pk)
    press(sign_in, event, event.host, "hot_seat_completion", one.pk)
    press(sign_in, event, event.host, "hot_seat_seating", two.pk)

    assert refused.status_code == 422
    assert "Somebody sits in the hot seat." in said(refused)
    assert (state_of(event, first), state_of(event, second)) == ("COMPLETED", "SEATED")
    assert "You had the hot seat today." in look(sign_in, event, first)


def test_the_host_is_told_who_is_passed_over(sign_in, now):
    event = event_with(1, starts_at=now)
    absent, here = sit(event), sit(event)
    ask(event, absent, now=now)
    ask(event, here, now=now)
    CheckInFactory(rsvp=Rsvp.objects.get(event=event, membership=here))

    page = look(sign_in, event, event.host, "hot_seat_list")

    assert "One person before them is not here: their request ends" in page
    assert page.count("In the seat now") == 1


def test_the_queue_is_empty_until_somebody_asks(sign_in, event, now):
    assert "Nobody is in the queue" in look(sign_in, event, event.host, "hot_seat_list")
    none = event_with(0, starts_at=now + DAY)
    assert "No hot seat in this ritual" in look(sign_in, none, none.host, "hot_seat_list")


def test_where_names_are_hidden_the_queue_speaks_of_handles(sign_in, now):
    event = event_with(2, starts_at=now, blindness="HANDLE_ONLY")
    first, second, other = (sit(event) for _person in range(3))
    had(second, like=event, at=now - DAY)
    for number, who in enumerate((first, second, other), start=1):
        Handle.objects.update_or_create(
            event=event,
            membership=who,
            defaults={"community": event.community, "word": "heron", "number": number},
        )
    request = ask(event, first, now=now)
    ask(event, second, now=now)
    accept(event, first, now=now)
    seat(event, request, now=now)

    for shown in (
        look(sign_in, event, other, "room_detail"),
        look(sign_in, event, other),
        look(sign_in, event, event.host, "hot_seat_list"),
    ):
        assert "Heron 1" in shown
        assert first.user.name not in shown
        assert second.user.name not in shown
        assert "had one before" not in shown


def letters_to(membership, subject):
    return [
        letter
        for letter in mail.outbox
        if letter.to == [membership.user.email] and letter.subject.startswith(subject)
    ]


def deliver():
    deliver_due(queue="inside")
    deliver_due(queue="outside")


def test_an_offer_goes_out_by_mail_with_a_link_that_opens_a_page(soon):
    who = sit(soon)
    request = ask(soon, who, now=timezone.now())

    deliver()

    (letter,) = letters_to(who, "The hot seat is yours if you want it")
    assert url("event_detail", soon) + "#hot-seats" in letter.body
    assert "It is kept for you until:" in letter.body
    assert not letter.attachments
    assert '<a class="button"' in letter.alternatives[0][0]
    request.refresh_from_db()
    assert request.state == "OFFERED"


def test_who_let_an_offer_lapse_is_told_so(soon):
    now = timezone.now()
    who = sit(soon)
    ask(soon, who, now=now - HOUR)

    process_due_hot_seats(now=now)
    deliver()

    assert len(letters_to(who, "The hot seat went to the next")) == 1
    assert letters_to(who, "The hot seat is yours") == []


def test_no_mail_to_who_declined_asked_anew_or_wants_none(soon):
    now = timezone.now()
    who, muted = sit(soon), sit(soon)
    NotificationPreference.objects.create(
        community=soon.community, membership=muted, category="SEATS", muted_at=now
    )
    ask(soon, who, now=now - HOUR)
    ask(soon, muted, now=now - HOUR)
    process_due_hot_seats(now=now)
    ask(soon, who, now=now)
    deliver()

    assert mail.outbox == []
    assert HotSeatRequest.objects.filter(state="OFFERED").count() == 1


def asked_by(client, path):
    with counting() as asked:
        response = client.get(path)
    assert response.status_code == 200
    return len(asked)


@pytest.mark.parametrize(
    ("page", "asked"), [("event_detail", 4), ("room_detail", 3)], ids=["event", "room"]
)
def test_the_panel_costs_one_statement_however_long_the_queue(sign_in, event, now, page, asked):
    who = sit(event)
    few = asked_by(sign_in(who), url(page, event))
    for _person in range(4):
        other = sit(event)
        had(other, like=event, at=now - DAY)
        ask(event, other, now=now)
    ask(event, who, now=now)

    assert (few, asked_by(sign_in(who), url(page, event))) == (WHO_ASKS + asked, WHO_ASKS + asked)


def test_the_host_s_page_takes_two_statements(sign_in, event, now):
    few = asked_by(sign_in(event.host), url("hot_seat_list", event))
    for _person in range(4):
        ask(event, sit(event), now=now)

    many = asked_by(sign_in(event.host), url("hot_seat_list", event))

    assert (few, many) == (WHO_ASKS + 2, WHO_ASKS + 2)


def test_asking_takes_few_statements(sign_in, event):
    client = sign_in(sit(event))
    with counting() as asked:
        client.post(url("hot_seat_create", event), {"idempotency_key": "k"})

    assert len(asked) <= 16
