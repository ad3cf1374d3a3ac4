"""The event page and its panel, as each kind of reader sees them."""

import datetime as dt
import html
import re
from importlib import import_module

import pytest
from django.urls import reverse
from django.utils import timezone

from events.calendar.models.events import Event
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment
from tests.factories import (
    EventFactory,
    MembershipFactory,
    RsvpFactory,
    SegmentFactory,
)

pytestmark = pytest.mark.django_db

WORDS = "Redraft one paragraph"


def soon(**delta):
    return timezone.now().replace(microsecond=0) + dt.timedelta(**delta)


@pytest.fixture
def event(member):
    """In two days, online, with one room of three and a broadcast."""
    event = EventFactory(
        community=member.community, starts_at=soon(days=2), meeting_url="https://meet.example/x"
    )
    SegmentFactory(event=event, capacity=3)
    SegmentFactory(event=event, kind="BROADCAST")
    return event


@pytest.fixture
def seats(event):
    return event.segments.get(kind="INTIMATE")


@pytest.fixture
def broadcast(event):
    return event.segments.get(kind="BROADCAST")


@pytest.fixture
def host_client(event, sign_in):
    return sign_in(event.host)


def url(name, event, *more):
    return reverse(f"events:{name}", args=[event.community.slug, event.pk, *more])


def page(client, event):
    response = client.get(url("event_detail", event))
    assert response.status_code == 200
    return said(response)


def said(response):
    """The words of a page, without its tags."""
    text = re.sub(r"<(script|style).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", text).split()))


def rsvp(client, event, segment, *, intention=WORDS, sight="HOSTS", name="rsvp_create", **headers):
    data = {"intention": intention, "sight": sight}
    return client.post(url(name, event, segment.pk), data, headers=headers)


def test_the_page_says_what_it_is_and_when(sign_in, member, event, seats):
    text = page(sign_in(member), event)

    assert event.title in text
    assert "Unstick one draft." in text
    assert "Hosted by" in text
    assert event.host.user.name in text
    assert "Arrive" in text
    assert "30 min" in text
    assert "Take a seat" in text
    assert "Watch the broadcast" in text
    assert "(Lisbon)" in text


def test_members_see_no_counts_and_hosts_do(sign_in, member, event, seats):
    RsvpFactory(segment=seats)

    assert "of 3" not in page(sign_in(member), event)
    assert "1 of 3 taken" in page(sign_in(event.host), event)


@pytest.mark.parametrize(("taken", "words"), [(0, "Few seats left"), (3, "Full")])
def test_the_ring_tells_open_few_or_full(sign_in, member, event, seats, taken, words):
    for _seat in range(taken):
        RsvpFactory(segment=seats)

    assert words in page(sign_in(member), event)


def test_a_draft_a_foreign_or_an_unknown_event_is_not_there(sign_in, member, event):
    client = sign_in(member)
    foreign = SegmentFactory().event
    Event.objects.filter(pk=event.pk).update(state="DRAFT")

    for pk in (event.pk, foreign.pk, 99**9, 99**20):
        path = reverse("events:event_detail", args=[member.community.slug, pk])
        assert client.get(path).status_code == 404


def test_a_seat_is_taken_with_two_requests_and_no_script(sign_in, member, event, seats):
    client = sign_in(member)

    response = rsvp(client, event, seats)

    assert (response.status_code, response["Location"]) == (302, url("event_detail", event))
    text = page(client, event)
    assert "Your seat is yours." in text
    assert "You have a seat" in text
    assert WORDS in text


def test_over_htmx_the_panel_answers(sign_in, member, event, seats):
    response = rsvp(sign_in(member), event, seats, HX_Request="true")

    assert response.status_code == 200
    text = response.content.decode()
    assert 'id="rsvp-panel"' in text
    assert "You have a seat" in text
    assert "Your seat is yours." in text
    assert "<html" not in text


def test_the_broadcast_is_a_way_to_come(sign_in, member, event, broadcast):
    client = sign_in(member)
    rsvp(client, event, broadcast)

    assert "You are coming to the broadcast" in page(client, event)


def test_a_full_event_offers_the_list_and_keeps_what_was_typed(sign_in, member, event, seats):
    for _seat in range(3):
        RsvpFactory(segment=seats)
    client = sign_in(member)

    response = rsvp(client, event, seats, sight="ROOM")

    assert response.status_code == 422
    text = response.content.decode()
    assert "The last place has just gone." in text
    assert "Join the waiting list" in text
    assert WORDS in text
    assert re.search(r'value="ROOM"\s+selected', text)
    assert not Rsvp.objects.filter(membership=member).exists()

    joined = rsvp(client, event, seats, name="waitlist_create")
    assert joined.status_code == 302
    assert "You are 1st on the waiting list." in page(client, event)


def test_the_place_in_line_is_told(sign_in, member, event, seats):
    for _seat in range(3):
        RsvpFactory(segment=seats)
    RsvpFactory(segment=seats, state="WAITING", joined_at=soon(days=-1))
    client = sign_in(member)
    rsvp(client, event, seats, name="waitlist_create")

    assert "You are 2nd on the waiting list." in page(client, event)


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ("", "Say in a few words what you want to leave with."),
        ("short", "at least 10 characters"),
        ("x" * 141, "at most 140 characters"),
        (" \r\n \t ", "Say in a few words what you want to leave with."),
        ("a\x00b and ten more", "Null characters are not allowed."),
    ],
)
def test_what_does_not_fit_is_said_beside_the_field(sign_in, member, event, seats, typed, wrong):
    response = rsvp(sign_in(member), event, seats, intention=typed)

    assert response.status_code == 422
    assert wrong in said(response)
    assert 'aria-invalid="true"' in response.content.decode()
    assert not Rsvp.objects.exists()


@pytest.mark.parametrize(
    "typed",
    [
        "<script>alert(1)</script>",
        "אני רוצה לסיים את הפרק",
        "🙂🙂🙂🙂🙂🙂🙂🙂🙂🙂",
        "two\r\nlines of words",
    ],
)
def test_any_words_are_kept_as_they_are_and_shown_harmless(sign_in, member, event, seats, typed):
    client = sign_in(member)

    assert rsvp(client, event, seats, intention=typed).status_code == 302

    kept = " ".join(typed.split())
    assert Rsvp.objects.get(membership=member).intention == kept
    shown = client.get(url("event_detail", event)).content.decode()
    assert html.escape(kept) in shown
    assert "<script>alert" not in shown


@pytest.mark.parametrize("sight", ["EVERYONE", ""])
def test_an_unknown_circle_is_refused(sign_in, member, event, seats, sight):
    assert rsvp(sign_in(member), event, seats, sight=sight).status_code == 422
    assert not Rsvp.objects.exists()


def test_segments_of_others_are_not_there(sign_in, member, event):
    client = sign_in(member)
    foreign = SegmentFactory()
    sibling = SegmentFactory(event=EventFactory(community=member.community))

    for pk in (foreign.pk, sibling.pk, 99**20):
        for name in ("rsvp_create", "waitlist_create"):
            path = url(name, event, pk)
            answer = client.post(path, {"intention": WORDS, "sight": "ME"})
            assert answer.status_code == 404
        assert client.post(url("rsvp_change", event, pk)).status_code == 404
    assert not Rsvp.objects.exists()


def test_only_a_post_changes_anything(sign_in, member, event, seats):
    client = sign_in(member)
    RsvpFactory(segment=seats, membership=member)

    for path in (
        url("rsvp_create", event, seats.pk),
        url("waitlist_create", event, seats.pk),
        url("rsvp_change", event, seats.pk),
        url("rsvp_release", event),
        url("rsvp_intention", event),
    ):
        assert client.get(path).status_code == 405
    assert Rsvp.objects.get().state == "GOING"


def test_the_same_form_sent_twice_takes_one_seat(sign_in, member, event, seats):
    client = sign_in(member)
    data = {"intention": WORDS, "sight": "HOSTS", "idempotency_key": "one-and-the-same"}

    first = client.post(url("rsvp_create", event, seats.pk), data)
    again = client.post(url("rsvp_create", event, seats.pk), data)

    assert (first.status_code, again.status_code) == (302, 302)
    assert again["Location"] == first["Location"]
    assert Segment.objects.get(pk=seats.pk).taken == 1


def test_two_different_forms_take_one_seat_and_say_so(sign_in, member, event, seats, broadcast):
    client = sign_in(member)
    rsvp(client, event, seats)

    response = rsvp(client, event, broadcast)

    assert response.status_code == 422
    assert "You already have a place at this event." in said(response)
    assert "You have a seat" in said(response)


def test_a_place_is_given_up(sign_in, member, event, seats):
    client = sign_in(member)
    rsvp(client, event, seats)

    response = client.post(url("rsvp_release", event))

    assert response.status_code == 302
    assert "Take a seat" in page(client, event)
    assert client.post(url("rsvp_release", event)).status_code == 404


def test_a_seat_stays_once_it_has_begun(sign_in, member, event, seats):
    RsvpFactory(segment=seats, membership=member)
    begun = soon(minutes=-5)
    Event.objects.filter(pk=event.pk).update(
        starts_at=begun, ends_at=begun + dt.timedelta(minutes=45), state="LIVE"
    )
    client = sign_in(member)

    response = client.post(url("rsvp_release", event))

    assert response.status_code == 422
    assert "It has begun, so the seat stays yours." in said(response)
    assert "Give up my place" not in page(client, event)


def test_an_intention_is_changed_in_place(sign_in, member, event, seats):
    client = sign_in(member)
    rsvp(client, event, seats)

    wrong = client.post(url("rsvp_intention", event), {"intention": "no", "sight": "ME"})
    assert wrong.status_code == 422
    assert "at least 10 characters" in said(wrong)
    assert '<details class="more" open>' in wrong.content.decode()

    changed = {"intention": "Find a better title", "sight": "MEMBERS"}
    assert client.post(url("rsvp_intention", event), changed).status_code == 302
    text = page(client, event)
    assert "Find a better title" in text
    assert "Seen by: All members" in text


@pytest.mark.parametrize("intention", ["no", "Words that would fit"])
def test_without_a_place_there_is_no_intention_to_change(sign_in, member, event, intention):
    answer = sign_in(member).post(
        url("rsvp_intention", event), {"intention": intention, "sight": "ME"}
    )
    assert answer.status_code == 404


def test_one_can_change_to_the_broadcast_and_back(sign_in, member, event, seats, broadcast):
    client = sign_in(member)
    rsvp(client, event, seats)

    assert client.post(url("rsvp_change", event, broadcast.pk)).status_code == 302
    assert "You are coming to the broadcast" in page(client, event)
    assert client.post(url("rsvp_change", event, seats.pk)).status_code == 302
    assert "You have a seat" in page(client, event)
    assert client.post(url("rsvp_change", event, seats.pk)).status_code == 404


def readers(event, seats, broadcast):
    community = event.community
    return {
        "member": MembershipFactory(community=community),
        "owner": MembershipFactory(community=community, roles=["MEMBER", "OWNER"]),
        "moderator": MembershipFactory(community=community, roles=["MEMBER", "MODERATOR"]),
        "watcher": RsvpFactory(segment=broadcast, intention_sight="ME").membership,
        "roommate": RsvpFactory(segment=seats, intention_sight="ME").membership,
        "instructor": MembershipFactory(community=community, roles=["MEMBER", "INSTRUCTOR"]),
        "host": event.host,
    }


@pytest.mark.parametrize(
    ("sight", "may_read"),
    [
        ("ME", set()),
        ("HOSTS", {"instructor", "host"}),
        ("ROOM", {"roommate", "instructor", "host"}),
        (
            "MEMBERS",
            {"member", "owner", "moderator", "watcher", "roommate", "instructor", "host"},
        ),
    ],
)
def test_an_intention_is_seen_by_whom_its_author_allows(
    client, sign_in, event, seats, broadcast, sight, may_read
):
    secret = f"What I say to {sight} alone"
    author = RsvpFactory(segment=seats, intention=secret, intention_sight=sight).membership
    seen_by = {
        name
        for name, reader in readers(event, seats, broadcast).items()
        if secret in page(sign_in(reader), event)
    }

    assert seen_by == may_read
    assert secret in page(sign_in(author), event)


def test_with_several_rooms_a_rooms_words_wait_until_there_are_rooms(
    sign_in, event, seats, broadcast
):
    Segment.objects.filter(pk=seats.pk).update(rooms=2, capacity=24)
    RsvpFactory(segment=seats, intention="Words for my room", intention_sight="ROOM")
    roommate = RsvpFactory(segment=seats).membership

    assert "Words for my room" not in page(sign_in(roommate), event)


def test_many_words_that_are_not_for_me_do_not_hide_those_that_are(
    sign_in, member, event, seats, monkeypatch
):
    monkeypatch.setattr(import_module("events.pages.selectors.event_detail"), "MOST_INTENTIONS", 2)
    for _seat in range(2):
        RsvpFactory(segment=seats, intention="Words for hosts", intention_sight="HOSTS")
    RsvpFactory(segment=seats, intention="Words for all", intention_sight="MEMBERS")

    text = page(sign_in(member), event)
    assert "Words for all" in text
    assert "Words for hosts" not in text


def test_the_words_of_those_in_line_are_not_shown_yet(sign_in, member, event, seats):
    RsvpFactory(
        segment=seats, state="WAITING", intention="Words in line", intention_sight="MEMBERS"
    )

    assert "Words in line" not in page(sign_in(member), event)


def test_a_former_members_words_stand_without_a_name(sign_in, member, event, seats):
    author = RsvpFactory(segment=seats, intention_sight="MEMBERS").membership
    name = author.user.name
    author.user.erase(now=timezone.now())

    text = page(sign_in(member), event)
    assert "A former member" in text
    assert name not in text


def test_the_meeting_link_is_for_those_who_come_and_appears_in_time(sign_in, member, event, seats):
    link = "https://meet.example/x"
    coming = RsvpFactory(segment=seats).membership

    assert link not in client_page(sign_in, coming, event)
    begins = soon(minutes=14)
    Event.objects.filter(pk=event.pk).update(
        starts_at=begins, ends_at=begins + dt.timedelta(minutes=45)
    )
    assert link in client_page(sign_in, coming, event)
    assert url("room_detail", event) in client_page(sign_in, coming, event)
    assert link in client_page(sign_in, event.host, event)
    assert link not in client_page(sign_in, member, event)
    assert url("room_detail", event) not in client_page(sign_in, member, event)


def client_page(sign_in, reader, event):
    return sign_in(reader).get(url("event_detail", event)).content.decode()


def test_a_cancelled_event_says_why_and_takes_nobody(sign_in, member, event, seats):
    Event.objects.filter(pk=event.pk).update(
        state="CANCELLED", cancelled_at=timezone.now(), cancellation_reason="The host is ill."
    )
    client = sign_in(member)

    text = page(client, event)
    assert "This event is cancelled" in text
    assert "The host is ill." in text
    assert "Take a seat" not in text
    response = rsvp(client, event, seats)
    assert response.status_code == 422
    assert "This event takes no more people." in said(response)


def test_a_past_event_offers_the_wrap_up_to_those_who_had_a_seat(sign_in, member, event, seats):
    RsvpFactory(segment=seats, membership=member)
    began = soon(days=-1)
    Event.objects.filter(pk=event.pk).update(
        starts_at=began, ends_at=began + dt.timedelta(minutes=45), state="ENDED", ended_at=began
    )
    other = MembershipFactory(community=member.community)

    assert "This event is over" in page(sign_in(member), event)
    assert url("wrap_up", event) in client_page(sign_in, member, event)
    assert url("wrap_up", event) not in client_page(sign_in, other, event)


def test_the_host_needs_no_seat(sign_in, event, seats):
    client = sign_in(event.host)

    assert "You host this event" in page(client, event)
    assert rsvp(client, event, seats).status_code == 422


def test_a_clock_change_is_explained(sign_in, member, event):
    Event.objects.filter(pk=event.pk).update(is_moved_by_clock_change=True)

    assert "The clocks change on this day" in page(sign_in(member), event)


def test_words_carried_over_wait_in_the_form(sign_in, member, event, seats):
    earlier = RsvpFactory(
        segment=SegmentFactory(event=EventFactory(community=member.community)),
        membership=member,
        intention="Still that paragraph",
        intention_state="CARRIED_OVER",
        intention_settled_at=soon(hours=-1),
        joined_at=soon(days=-9),
    )
    client = sign_in(member)

    assert "Still that paragraph" in client_page(sign_in, member, event)
    client.post(
        url("rsvp_create", event, seats.pk),
        {"intention": "Still that paragraph", "sight": "ME", "carried_from": earlier.pk},
    )
    assert Rsvp.objects.get(event=event, membership=member).times_carried_over == 1
