"""The panel of a full event: the waiting list, the offer, the last hours, the next repeat."""

import datetime as dt
import html
import re
from zoneinfo import ZoneInfo

import pytest
from django.urls import reverse
from django.utils import timezone

from events.calendar.models.events import Event
from events.pages.selectors.rsvps import rsvp_panel
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment
from tests.factories import (
    EventFactory,
    RsvpFactory,
    SegmentFactory,
    SeparationFactory,
    TemplateRevisionFactory,
)

pytestmark = pytest.mark.django_db

WORDS = "Redraft one paragraph"
DAY, HOUR = dt.timedelta(days=1), dt.timedelta(hours=1)


def event_in(member, lead, *, seats=2, revision=None, **fields):
    """An event of one room with this many seats, in the member's community."""
    starts_at = timezone.now().replace(microsecond=0) + lead
    fields |= {"revision": revision} if revision else {}
    event = EventFactory(community=member.community, starts_at=starts_at, **fields)
    SegmentFactory(event=event, capacity=seats)
    return event


@pytest.fixture
def event(member):
    """In four days, with two seats, both taken."""
    event = event_in(member, 4 * DAY)
    fill(event)
    return event


def fill(event, *, seats=2):
    for _seat in range(seats):
        RsvpFactory(segment=event.segments.get())


def claim(event, member=None, **fields):
    """A claim of this member, or of somebody new."""
    whose = {"membership": member} if member else {}
    return RsvpFactory(segment=event.segments.get(), **whose, **fields)


def repeat(event, lead, **fields):
    """A later event of the same template."""
    starts_at = event.starts_at + lead
    later = EventFactory(
        community=event.community, revision=event.revision, starts_at=starts_at, **fields
    )
    SegmentFactory(event=later, capacity=2)
    return later


def url(name, event):
    return reverse(f"events:{name}", args=[event.community.slug, event.pk])


def page(client, event):
    response = client.get(url("event_detail", event))
    assert response.status_code == 200
    return said(response)


def said(response):
    text = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", text).split()))


class TestLine:
    def test_the_place_is_told_and_that_others_asked_before(self, sign_in, member, event):
        for hours in (3, 2):
            claim(event, state="WAITING", joined_at=timezone.now() - hours * HOUR)
        claim(event, member, state="WAITING", joined_at=timezone.now())

        text = page(sign_in(member), event)

        assert "You are on the waiting list" in text
        assert "You are 3rd on the waiting list." in text
        assert "2 people before you asked earlier." in text
        assert "this month" not in text

    def test_where_the_line_is_fair_it_says_who_comes_first_and_why(self, sign_in, member, event):
        for _newcomer in range(2):
            claim(event, state="WAITING", joined_at=timezone.now(), priority=0)
        claim(event, state="WAITING", joined_at=timezone.now() - 5 * HOUR, priority=1)
        claim(event, member, state="WAITING", joined_at=timezone.now() - HOUR, priority=1)

        text = page(sign_in(member), event)

        assert "You are 4th on the waiting list." in text
        assert "2 people before you have not had a seat this month." in text
        assert "1 person before you asked earlier." in text

    def test_the_first_needs_no_reason(self, sign_in, member, event):
        claim(event, member, state="WAITING", joined_at=timezone.now())
        text = page(sign_in(member), event)

        assert "You are 1st on the waiting list." in text
        assert "before you" not in text

    def test_whoever_is_skipped_is_counted_all_the_same(self, sign_in, member, event):
        host, kept_apart = (
            event.host,
            claim(event, state="WAITING", joined_at=timezone.now()).membership,
        )
        SeparationFactory(protected=host, restrained=kept_apart)
        claim(event, member, state="WAITING", joined_at=timezone.now())

        assert "You are 2nd on the waiting list." in page(sign_in(member), event)


class TestOffer:
    @pytest.fixture
    def offer(self, event, member):
        until = timezone.now() + 6 * HOUR
        return claim(event, member, state="OFFERED", held_until=until)

    @pytest.fixture
    def event(self, member):
        event = event_in(member, 2 * DAY, seats=3)
        fill(event, seats=1)
        return event

    @pytest.mark.usefixtures("offer")
    def test_it_says_until_when_and_for_how_long(self, sign_in, member, event):
        text = page(sign_in(member), event)

        assert "A seat is free for you" in text
        assert "It is kept for you until" in text
        assert re.search(r"That is 5\shours, 59\sminutes from now\.", text)
        assert "Take the seat" in text
        assert "Decline the seat" in text
        assert "You have a seat" not in text

    def test_it_is_told_by_the_readers_own_clock(self, sign_in, member, event, offer):
        member.user.time_zone = "Pacific/Auckland"
        member.user.save()
        there = offer.held_until.astimezone(ZoneInfo("Pacific/Auckland"))

        assert f"{there:%H:%M} (Auckland)" in page(sign_in(member), event)

    @pytest.mark.usefixtures("offer")
    def test_it_is_accepted(self, sign_in, member, event):
        client = sign_in(member)
        response = client.post(url("rsvp_acceptance", event))

        assert (response.status_code, response["Location"]) == (302, url("event_detail", event))
        text = page(client, event)
        assert "Your seat is yours." in text
        assert "You have a seat" in text
        assert Segment.objects.get(event=event).taken == 2

    @pytest.mark.usefixtures("offer")
    def test_over_htmx_the_panel_answers(self, sign_in, member, event):
        path = url("rsvp_acceptance", event)
        response = sign_in(member).post(path, headers={"HX-Request": "true"})

        assert response.status_code == 200
        assert "You have a seat" in said(response)
        assert "<html" not in response.content.decode()

    def test_it_is_declined_and_one_may_come_again(self, sign_in, member, event, offer):
        client = sign_in(member)
        response = client.post(url("rsvp_release", event))

        assert response.status_code == 302
        assert Rsvp.objects.get(pk=offer.pk).release_reason == "DECLINED"
        assert "Take a seat" in page(client, event)

    @pytest.mark.usefixtures("offer")
    def test_what_it_is_not_yet(self, sign_in, member, event):
        """No seat: neither the discussion, nor words for the room, nor the room itself."""
        claim(event, intention="Words for my room", intention_sight="ROOM")
        client = sign_in(member)

        panel = rsvp_panel(event_id=event.pk, membership=member, now=timezone.now())
        assert not panel.has_seat
        assert panel.meeting_url == ""
        assert client.get(url("room_detail", event)).status_code == 403
        assert client.post(url("contribution_create", event), {"text": "Hi"}).status_code == 403
        assert "Words for my room" not in page(client, event)

    @pytest.mark.usefixtures("offer")
    def test_the_list_says_so(self, sign_in, member, event):
        path = reverse("events:event_list", args=[event.community.slug])
        assert "A seat is offered to you" in said(sign_in(member).get(path))

    @pytest.mark.usefixtures("offer")
    def test_the_loop_says_so(self, sign_in, member, event):
        path = reverse("events:loop_detail", args=[event.community.slug])
        text = said(sign_in(member).get(path))
        assert "A seat is free for you" in text
        assert "Kept for you until" in text

    def test_an_offer_whose_time_is_over_has_lapsed_before_the_clock_tidies(
        self, sign_in, member, event, offer
    ):
        Rsvp.objects.filter(pk=offer.pk).update(held_until=timezone.now())
        client = sign_in(member)
        text = page(client, event)

        assert "Your offer lapsed" in text
        assert "Take the seat" not in text
        assert offer.intention in client.get(url("event_detail", event)).content.decode()
        assert client.post(url("rsvp_acceptance", event)).status_code == 422


class TestLapsed:
    def test_a_page_older_than_the_clock_says_so(self, sign_in, member, event):
        claim(event, member, state="RELEASED", release_reason="LAPSED")
        answer = sign_in(member).post(url("rsvp_acceptance", event))

        assert answer.status_code == 422
        assert "This offer has lapsed, and the seat went to the next on the waiting list." in said(
            answer
        )

    def test_who_never_asked_finds_nothing_to_accept(self, sign_in, member, event):
        assert sign_in(member).post(url("rsvp_acceptance", event)).status_code == 404

    def test_one_press_and_they_stand_in_line_again(self, sign_in, member, event):
        old = claim(event, member, state="RELEASED", release_reason="LAPSED")
        client = sign_in(member)
        text = page(client, event)
        assert "Your offer lapsed" in text
        assert "Join it again, if you like" in text

        content = client.get(url("event_detail", event)).content.decode()
        assert old.intention in content
        segment = event.segments.get()
        path = reverse("events:waitlist_create", args=[event.community.slug, event.pk, segment.pk])
        data = {"intention": old.intention, "sight": old.intention_sight}
        assert client.post(path, data).status_code == 302
        assert "You are 1st on the waiting list." in page(client, event)

    @pytest.mark.parametrize("way", ["GIVEN_BACK", "DECLINED", "MOVED_ON"])
    def test_what_they_ended_themselves_is_not_told(self, sign_in, member, event, way):
        claim(event, member, state="RELEASED", release_reason="LAPSED")
        claim(event, member, state="RELEASED", release_reason=way)

        assert "Your offer lapsed" not in page(sign_in(member), event)


def test_whoever_was_taken_off_reads_why_and_finds_no_form(sign_in, member, event):
    why = "You came twice after the start."
    claim(event, member, state="RELEASED", release_reason="REMOVED", removal_reason=why)
    client = sign_in(member)
    text = page(client, event)

    assert "An organiser took you off this event" in text
    assert why in text
    assert "Join the waiting list" not in text
    assert "What do you want to leave with?" not in text


class TestLastHours:
    @pytest.fixture
    def event(self, member):
        event = event_in(member, 2 * HOUR)
        fill(event)
        return event

    def test_the_ordinary_visitor_is_told_how_it_goes(self, sign_in, member, event):
        assert "the first to take the seat has it" in page(sign_in(member), event)

    def test_without_a_free_seat_there_is_nothing_to_accept(self, sign_in, member, event):
        claim(event, member, state="WAITING")
        client = sign_in(member)
        text = page(client, event)

        assert "If a seat comes free, we write to everyone on the waiting list at once" in text
        assert "Take the seat" not in text
        assert client.post(url("rsvp_acceptance", event)).status_code == 422

    def test_a_free_seat_is_for_the_first_to_accept(self, sign_in, member, event):
        claim(event, member, state="WAITING")
        Rsvp.objects.filter(event=event, state="GOING").first().release(
            reason="GIVEN_BACK", by=None, now=timezone.now()
        )
        client = sign_in(member)
        text = page(client, event)

        assert "A seat is free: first to accept" in text
        assert "Take the seat" in text
        assert client.post(url("rsvp_acceptance", event)).status_code == 302
        assert "You have a seat" in page(client, event)

    def test_who_must_be_kept_away_sees_what_all_see_when_it_is_full(self, sign_in, member, event):
        claim(event, member, state="WAITING")
        client = sign_in(member)
        full = page(client, event)
        Rsvp.objects.filter(event=event, state="GOING").first().release(
            reason="GIVEN_BACK", by=None, now=timezone.now()
        )
        SeparationFactory(protected=event.host, restrained=member)

        assert page(client, event) == full
        assert client.post(url("rsvp_acceptance", event)).status_code == 422


class TestNextRepeat:
    def test_a_full_event_names_the_next(self, sign_in, member, event):
        later = repeat(event, 7 * DAY, title="The one after")
        client = sign_in(member)
        text = page(client, event)

        assert "Every seat is taken" in text
        assert "The next one: The one after" in text
        assert "Seats open" in text or "Few seats left" in text
        assert (
            url("event_detail", later) in client.get(url("event_detail", event)).content.decode()
        )

    def test_an_event_with_seats_names_none(self, sign_in, member):
        event = event_in(member, 2 * DAY)
        repeat(event, 7 * DAY)

        assert "The next one" not in page(sign_in(member), event)

    def found(self, event, member):
        panel = rsvp_panel(event_id=event.pk, membership=member, now=timezone.now())
        return panel.repeat and panel.repeat.event.pk

    def test_one_with_a_seat_comes_before_a_sooner_one(self, member, event):
        full, free = repeat(event, DAY), repeat(event, 7 * DAY)
        fill(full)

        assert self.found(event, member) == free.pk
        fill(free)
        assert self.found(event, member) == full.pk

    @pytest.mark.parametrize(
        "fields",
        [{"state": "CANCELLED", "cancelled_at": timezone.now()}, {"state": "DRAFT"}],
        ids=["cancelled", "draft"],
    )
    def test_what_does_not_take_place_is_none(self, member, event, fields):
        repeat(event, DAY, **fields)
        assert self.found(event, member) is None

    def test_nor_is_an_earlier_one_or_one_of_another_template(self, member, event):
        repeat(event, -DAY)
        event_in(member, 9 * DAY, revision=TemplateRevisionFactory(community=member.community))
        assert self.found(event, member) is None

    @pytest.mark.parametrize("state", ["GOING", "WAITING", "OFFERED"])
    def test_nor_is_one_where_they_have_a_claim(self, member, event, state):
        claim(repeat(event, DAY), member, state=state)
        assert self.found(event, member) is None

    def test_nor_is_one_that_they_were_taken_off(self, member, event):
        claim(repeat(event, DAY), member, state="RELEASED", release_reason="REMOVED")
        assert self.found(event, member) is None

    def test_nor_is_one_that_they_host(self, member, event):
        repeat(event, DAY, host=member)
        assert self.found(event, member) is None

    def test_who_must_be_kept_away_is_shown_it_as_full(self, member, event):
        near, far = repeat(event, DAY), repeat(event, 7 * DAY)
        SeparationFactory(protected=near.host, restrained=member)
        assert self.found(event, member) == far.pk

        SeparationFactory(protected=far.host, restrained=member)
        panel = rsvp_panel(event_id=event.pk, membership=member, now=timezone.now())
        assert (panel.repeat.event.pk, panel.repeat.state) == (near.pk, "full")

    def test_a_cancelled_event_names_the_next_too(self, sign_in, member, event):
        repeat(event, 7 * DAY, title="The one after")
        Event.objects.filter(pk=event.pk).update(state="CANCELLED", cancelled_at=timezone.now())

        assert "The next one: The one after" in page(sign_in(member), event)


class TestMove:
    @pytest.fixture
    def later(self, event):
        return repeat(event, 7 * DAY, title="The one after")

    def move(self, client, event, to):
        return client.post(url("rsvp_move", event), {"to_event": to})

    def test_one_press_moves_the_wish(self, sign_in, member, event, later):
        old = claim(event, member, state="WAITING", intention="Words that come along")
        client = sign_in(member)
        assert "Move my wish to that one" in page(client, event)

        response = self.move(client, event, later.pk)

        assert (response.status_code, response["Location"]) == (302, url("event_detail", later))
        text = page(client, later)
        assert "You have a seat" in text
        assert "Words that come along" in text
        assert Rsvp.objects.get(pk=old.pk).release_reason == "MOVED_ON"

    def test_where_that_is_full_they_stand_in_line_there(self, sign_in, member, event, later):
        fill(later)
        claim(event, member, state="WAITING")
        client = sign_in(member)

        assert "You leave this waiting list and join the one there." in page(client, event)
        assert self.move(client, event, later.pk).status_code == 302
        assert "You are 1st on the waiting list." in page(client, later)

    @pytest.mark.usefixtures("later")
    @pytest.mark.parametrize("to", ["", "x", "0", 99**9])
    def test_what_is_not_there_moves_nothing(self, sign_in, member, event, to):
        claim(event, member, state="WAITING")

        assert self.move(sign_in(member), event, to).status_code in (404, 422)
        assert Rsvp.objects.get(membership=member).state == "WAITING"

    @pytest.mark.usefixtures("later")
    def test_only_a_post_moves(self, sign_in, member, event):
        client = sign_in(member)
        for name in ("rsvp_move", "rsvp_acceptance"):
            assert client.get(url(name, event)).status_code == 405
