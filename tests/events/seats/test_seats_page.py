"""The page of an event's seats, for those who run it."""

import datetime as dt
import html
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from events.calendar.models.events import Event
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment
from events.seats.models.sister_rooms import SisterRoom
from tests.factories import (
    EventFactory,
    MembershipFactory,
    RsvpFactory,
    SegmentFactory,
)

pytestmark = pytest.mark.django_db

DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)
WHY = "You came twice after the start."


def event_in(community, lead, *, seats=3, **fields):
    starts_at = timezone.now().replace(microsecond=0) + lead
    event = EventFactory(community=community, starts_at=starts_at, **fields)
    SegmentFactory(event=event, capacity=seats)
    return event


@pytest.fixture
def event(member):
    """In four days, with three seats, one of them taken."""
    event = event_in(member.community, 4 * DAY)
    claim(event)
    return event


def claim(event, name="", **fields):
    named = {"membership__user__name": name} if name else {}
    return RsvpFactory(segment=event.segments.get(kind="INTIMATE"), **named, **fields)


def url(name, event, *more):
    return reverse(f"events:{name}", args=[event.community.slug, event.pk, *more])


def page(client, event, name="seat_list", *more):
    response = client.get(url(name, event, *more))
    assert response.status_code == 200
    return said(response)


def said(response):
    text = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", text).split()))


def part(text, begins, ends):
    return text.partition(begins)[2].partition(ends)[0]


@pytest.fixture
def host_client(event, sign_in):
    return sign_in(event.host)


class TestList:
    def test_it_counts_exactly_and_names_who_sits_and_who_is_asked(self, host_client, event):
        claim(event, "Ada Seated")
        until = timezone.now() + 5 * HOUR
        claim(event, "Bo Offered", state="OFFERED", held_until=until)
        text = page(host_client, event)

        assert "3 of 3 taken" in text
        assert "Ada Seated" in part(text, "Who has a seat", "Who is offered a seat")
        offered = part(text, "Who is offered a seat", "The waiting list")
        assert "Bo Offered" in offered
        assert "Offered until" in offered

    def test_an_offer_whose_time_is_over_is_not_there(self, host_client, event):
        claim(event, "Bo Offered", state="OFFERED", held_until=timezone.now())
        assert "Bo Offered" not in page(host_client, event)

    def test_the_line_is_told_in_order_with_reasons(self, host_client, event):
        now = timezone.now()
        claim(event, "Cy Later", state="WAITING", joined_at=now - HOUR, priority=1)
        claim(event, "Di First", state="WAITING", joined_at=now, priority=0)
        event.revision.is_waitlist_fair = True
        event.revision.save()
        line = part(page(host_client, event), "The waiting list", "Rooms and seats")

        assert line.index("Di First") < line.index("Cy Later")
        assert "Fair order" in line
        assert "After 1 person without a seat this month" in line

    def test_it_is_linked_for_those_who_run_it_and_nobody_else(
        self, sign_in, member, event, host_client
    ):
        link = url("seat_list", event)
        assert link in host_client.get(url("event_detail", event)).content.decode()
        instructor = MembershipFactory(community=event.community, roles=["MEMBER", "INSTRUCTOR"])
        client = sign_in(instructor)
        assert link in client.get(url("event_detail", event)).content.decode()
        studio = reverse("events:studio_detail", args=[event.community.slug])
        assert link in client.get(studio).content.decode()
        client = sign_in(member)
        assert link not in client.get(url("event_detail", event)).content.decode()
        assert client.get(link).status_code == 403

    @pytest.mark.parametrize("state", ["DRAFT", "gone"])
    def test_what_is_not_there_is_not_shown(self, sign_in, event, state):
        client = sign_in(MembershipFactory(community=event.community, roles=["MEMBER", "OWNER"]))
        Event.objects.filter(pk=event.pk).update(state="DRAFT")
        pk = event.pk if state == "DRAFT" else 99**9
        path = reverse("events:seat_list", args=[event.community.slug, pk])

        assert client.get(path).status_code == 404


class TestCapacity:
    def ask(self, client, event, *, rooms, seats, **more):
        data = {"rooms": rooms, "capacity": seats, **more}
        return client.post(url("capacity_update", event), data)

    def test_it_says_first_what_it_would_do(self, host_client, event):
        event.segments.update(capacity=1)
        for _place in range(3):
            claim(event, state="WAITING")
        text = said(self.ask(host_client, event, rooms=1, seats=3))

        assert "What will change" in text
        assert "Up to 2 people on the waiting list will be offered a seat." in text
        assert "1 seat is taken and stays taken." in text
        assert Segment.objects.get(event=event).capacity == 1

    def test_then_it_is_done_and_the_line_is_asked(self, host_client, event):
        event.segments.update(capacity=1)
        waiting = [claim(event, state="WAITING", joined_at=timezone.now()) for _at in range(3)]
        response = self.ask(host_client, event, rooms=1, seats=3, confirmed=1)

        assert (response.status_code, response["Location"]) == (302, url("seat_list", event))
        states = Rsvp.objects.filter(pk__in=[rsvp.pk for rsvp in waiting]).order_by("pk")
        assert list(states.values_list("state", flat=True)) == ["OFFERED", "OFFERED", "WAITING"]

    @pytest.mark.parametrize("more", [{}, {"confirmed": 1}], ids=["asked", "confirmed"])
    def test_fewer_than_are_taken_is_not_possible(self, host_client, event, more):
        claim(event)
        response = self.ask(host_client, event, rooms=1, seats=1, **more)

        assert response.status_code == 422
        assert Segment.objects.get(event=event).capacity == 3
        if not more:
            assert "2 seats are taken, so fewer is not possible." in said(response)

    @pytest.mark.parametrize(
        ("rooms", "seats"), [(1, 13), (0, 1), (1, 0), ("", ""), (61, 1), (1, "x")]
    )
    def test_what_does_not_fit_is_said_beside_the_field(self, host_client, event, rooms, seats):
        response = self.ask(host_client, event, rooms=rooms, seats=seats)

        assert response.status_code == 422
        assert 'aria-invalid="true"' in response.content.decode()

    def test_nothing_new_is_said_so(self, host_client, event):
        response = self.ask(host_client, event, rooms=1, seats=3)
        assert response.status_code == 422

    def test_near_the_start_all_in_line_are_told(self, sign_in, member):
        event = event_in(member.community, 2 * HOUR, seats=1)
        claim(event)
        claim(event, state="WAITING")
        text = said(self.ask(sign_in(event.host), event, rooms=1, seats=2))

        assert "the first to take a free seat has it" in text

    def test_what_has_begun_stays(self, sign_in, member):
        event = event_in(member.community, -HOUR / 4, state="LIVE")
        client = sign_in(event.host)

        assert "rooms and seats stay as they are" in page(client, event)
        assert self.ask(client, event, rooms=1, seats=2).status_code == 422


class TestRemoval:
    def test_it_asks_for_a_reason_and_takes_them_off(self, host_client, event):
        rsvp = claim(event, "Ada Seated")
        assert "Take Ada Seated off this event?" in page(
            host_client, event, "seat_removal", rsvp.pk
        )

        path = url("seat_removal", event, rsvp.pk)
        response = host_client.post(path, {"reason": WHY})

        assert (response.status_code, response["Location"]) == (302, url("seat_list", event))
        rsvp.refresh_from_db()
        assert (rsvp.release_reason, rsvp.removal_reason) == ("REMOVED", WHY)
        assert "Ada Seated" not in page(host_client, event)

    @pytest.mark.parametrize("why", ["", "short", "x" * 201], ids=["none", "short", "long"])
    def test_without_a_fit_reason_nothing_happens(self, host_client, event, why):
        rsvp = claim(event)
        response = host_client.post(url("seat_removal", event, rsvp.pk), {"reason": why})

        assert response.status_code == 422
        assert Rsvp.objects.get(pk=rsvp.pk).state == "GOING"

    @pytest.mark.parametrize(
        ("state", "has_next", "words"),
        [
            ("GOING", True, "Their seat goes to the next on the waiting list."),
            ("GOING", False, "Their seat becomes free."),
            ("WAITING", False, "They lose their place on the waiting list."),
        ],
    )
    def test_it_says_what_becomes_of_the_seat(self, host_client, event, state, has_next, words):
        rsvp = claim(event, state=state)
        if has_next:
            claim(event, state="WAITING")

        assert words in page(host_client, event, "seat_removal", rsvp.pk)

    def test_a_claim_at_another_event_is_not_there(self, host_client, event):
        other = claim(event_in(event.community, DAY))
        path = url("seat_removal", event, other.pk)

        assert host_client.get(path).status_code == 404
        assert host_client.post(path, {"reason": WHY}).status_code == 404
        assert Rsvp.objects.get(pk=other.pk).state == "GOING"


class TestSisterRoom:
    @pytest.fixture
    def room(self, event):
        event.segments.update(capacity=1)
        for _place in range(3):
            claim(event, state="WAITING", joined_at=timezone.now())
        return SisterRoom.objects.create(
            community=event.community,
            event=event,
            segment=event.segments.get(),
            rooms=2,
            proposed_at=timezone.now(),
        )

    @pytest.fixture
    def helper(self, event):
        return MembershipFactory(
            community=event.community, roles=["MEMBER", "INSTRUCTOR"], user__name="Helen Helper"
        )

    @pytest.mark.usefixtures("room", "helper")
    def test_it_is_proposed_with_those_who_could_host_it(self, host_client, event):
        text = page(host_client, event)

        assert "Another room?" in text
        assert "3 people wait" in text
        choices = part(text, "Who hosts it?", "Open the room")
        assert "Helen Helper" in choices
        assert event.host.user.name not in choices

    def test_with_a_host_it_opens_and_the_line_is_asked(self, host_client, event, room, helper):
        path = url("sister_room_confirmation", event, room.pk)
        response = host_client.post(path, {"room_host_id": helper.pk})

        assert (response.status_code, response["Location"]) == (302, url("seat_list", event))
        assert Rsvp.objects.filter(event=event, state="OFFERED").count() == 3
        text = page(host_client, event)
        assert "Room hosts beside the host: Helen Helper" in text
        assert "Another room?" not in text

    @pytest.mark.usefixtures("helper")
    @pytest.mark.parametrize("whom", ["", "x", "0"])
    def test_without_a_host_it_does_not(self, host_client, event, room, whom):
        path = url("sister_room_confirmation", event, room.pk)
        response = host_client.post(path, {"room_host_id": whom})

        assert response.status_code == 422
        assert SisterRoom.objects.get().state == "PROPOSED"

    def test_who_comes_already_is_offered_and_refused_in_words_that_tell_nothing(
        self, host_client, event, room, helper
    ):
        claim(event, state="WAITING", membership=helper)
        assert "Helen Helper" in part(page(host_client, event), "Who hosts it?", "Open the room")

        path = url("sister_room_confirmation", event, room.pk)
        response = host_client.post(path, {"room_host_id": helper.pk})
        assert response.status_code == 422
        assert 'aria-invalid="true"' in response.content.decode()
        assert SisterRoom.objects.get().state == "PROPOSED"

    def test_it_is_declined(self, host_client, event, room):
        response = host_client.post(url("sister_room_refusal", event, room.pk))

        assert response.status_code == 302
        assert SisterRoom.objects.get().state == "DECLINED"
        assert "Another room?" not in page(host_client, event)
        again = host_client.post(url("sister_room_refusal", event, room.pk))
        assert again.status_code == 422
        assert "This needs another look" in said(again)


class TestPreviews:
    @pytest.fixture
    def client(self, sign_in, event):
        return sign_in(MembershipFactory(community=event.community, roles=["MEMBER", "OWNER"]))

    def test_a_cancellation_says_who_is_told_and_where_they_are_pointed_to(self, client, event):
        claim(event, state="OFFERED", held_until=timezone.now() + HOUR)
        claim(event, state="WAITING")
        later = EventFactory(
            community=event.community,
            revision=event.revision,
            starts_at=event.starts_at + 7 * DAY,
        )
        SegmentFactory(event=later)
        text = page(client, event, "event_cancellation")

        assert "3 people will be told." in text
        assert "Seats: 1, offers: 1, on the waiting list: 1." in text
        assert "They are pointed to the next one:" in text

    def test_more_rooms_say_how_many_in_line_are_asked(self, client, event):
        event.segments.update(capacity=1)
        for _place in range(2):
            claim(event, state="WAITING")
        form = client.get(url("event_update", event)).context["form"]
        initial = {name: form[name].value() for name in form.fields}
        typed = {name: "" if value is None else value for name, value in initial.items()}
        response = client.post(url("event_update", event), {**typed, "rooms": 2})

        assert response.status_code == 200
        assert "Up to 2 people on the waiting list will be offered a seat." in said(response)


def test_in_a_blind_event_nobody_is_named(sign_in, member):
    event = event_in(member.community, 4 * DAY, blindness="HANDLE_ONLY")
    people = [
        claim(event, "Ada Seated"),
        claim(event, "Bo Offered", state="OFFERED", held_until=timezone.now() + HOUR),
        claim(event, "Cy Waiting", state="WAITING"),
    ]
    client = sign_in(event.host)
    shown = client.get(url("seat_list", event)).content.decode()
    shown += client.get(url("seat_removal", event, people[0].pk)).content.decode()

    for rsvp in people:
        assert rsvp.membership.user.name not in shown
