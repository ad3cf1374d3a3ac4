"""Lists of events: what is to come, what was, and what a visitor sees."""

import datetime as dt
import html
import re

import pytest
from django.urls import reverse
from django.utils import timezone

from events.pages.selectors import event_list
from tests.factories import EventFactory, MembershipFactory, RsvpFactory, SegmentFactory

pytestmark = pytest.mark.django_db

SECRET = "Words of a member"


def event_of(community, *, days, minutes=0, seats=12, **more):
    starts_at = timezone.now().replace(microsecond=0) + dt.timedelta(days=days, minutes=minutes)
    event = EventFactory(community=community, starts_at=starts_at, **more)
    SegmentFactory(event=event, capacity=seats)
    return event


def over(community, *, days, **more):
    return event_of(community, days=-days, state="ENDED", ended_at=timezone.now(), **more)


def listed(client, community, **query):
    response = client.get(reverse("events:event_list", args=[community.slug]), query)
    assert response.status_code == 200
    return html.unescape(" ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).split()))


def test_upcoming_events_stand_by_day_soonest_first(sign_in, member):
    event_of(member.community, days=9, title="Later gathering")
    event_of(member.community, days=2, title="Sooner gathering")
    over(member.community, days=2, title="Past gathering")
    event_of(member.community, days=3, title="Draft gathering", state="DRAFT")
    event_of(MembershipFactory().community, days=3, title="Foreign gathering")

    text = listed(sign_in(member), member.community)

    assert text.index("Sooner gathering") < text.index("Later gathering")
    for absent in ("Past gathering", "Draft gathering", "Foreign gathering"):
        assert absent not in text


def test_the_past_stands_latest_first(sign_in, member):
    over(member.community, days=9, title="Earlier gathering")
    over(member.community, days=2, title="Recent gathering")
    event_of(member.community, days=2, title="Coming gathering")

    text = listed(sign_in(member), member.community, when="past")

    assert text.index("Recent gathering") < text.index("Earlier gathering")
    assert "Coming gathering" not in text


def test_a_card_says_how_full_it_is_and_what_i_have_there(sign_in, member):
    few = event_of(member.community, days=2, seats=2)
    RsvpFactory(segment=few.segments.get(), membership=member)
    full = event_of(member.community, days=3, seats=1)
    RsvpFactory(segment=full.segments.get())
    RsvpFactory(segment=full.segments.get(), membership=member, state="WAITING")
    event_of(member.community, days=4, host=member)

    text = listed(sign_in(member), member.community)

    assert text.index("You are coming") < text.index("You are on the list")
    assert text.index("You are on the list") < text.index("You host")
    for words in ("Few seats left", "Full", "Seats open"):
        assert words in text


def test_a_format_can_be_chosen(sign_in, member):
    event_of(member.community, days=2, title="In the hot seat")
    event_of(member.community, days=3, title="Feedback hour", revision__kind="PEER_FEEDBACK")

    text = listed(sign_in(member), member.community, kind="PEER_FEEDBACK")

    assert "Feedback hour" in text
    assert "In the hot seat" not in text


@pytest.mark.parametrize(
    "query",
    [
        {"kind": "NO_SUCH_KIND"},
        {"page": "-1"},
        {"page": "ten"},
        {"page": "9" * 30},
        {"when": "tomorrow"},
        {"kind": "\x00"},
    ],
)
def test_what_makes_no_sense_is_left_aside(sign_in, member, query):
    event_of(member.community, days=2, title="Coming gathering")

    assert "Coming gathering" in listed(sign_in(member), member.community, **query)


def test_a_long_list_comes_in_pages(sign_in, member, monkeypatch):
    monkeypatch.setattr(event_list, "PAGE_SIZE", 2)
    for day in range(1, 4):
        over(member.community, days=day, title=f"Gathering {day}")
    client = sign_in(member)

    first = listed(client, member.community, when="past")
    second = listed(client, member.community, when="past", page="2")

    assert "Gathering 2" in first
    assert "Gathering 3" not in first
    assert "Next" in first
    assert "Previous" not in first
    assert "Gathering 3" in second
    assert "Previous" in second
    assert "Next" not in second


@pytest.mark.parametrize(
    ("roles", "query", "words"),
    [
        (["MEMBER"], {}, "Open my loop"),
        (["MEMBER", "INSTRUCTOR"], {}, "Open the studio"),
        (["MEMBER"], {"when": "past"}, "See upcoming events"),
        (["MEMBER"], {"kind": "HOT_SEAT"}, "See all events"),
    ],
)
def test_an_empty_list_says_what_to_do_next(sign_in, roles, query, words):
    reader = MembershipFactory(roles=roles)

    assert words in listed(sign_in(reader), reader.community, **query)


def test_a_visitor_sees_the_next_events_of_a_community_and_no_more(client, member):
    soon = event_of(member.community, days=2, title="Open gathering")
    over(member.community, days=2, title="Past gathering")
    event_of(member.community, days=3, title="Draft gathering", state="DRAFT")
    RsvpFactory(segment=soon.segments.get(), intention=SECRET, intention_sight="MEMBERS")

    path = reverse("memberships:community_detail", args=[member.community.slug])
    text = client.get(path).content.decode()

    assert "Open gathering" in text
    for absent in ("Past gathering", "Draft gathering", SECRET, "Seats open"):
        assert absent not in text


def test_who_may_not_open_the_next_events_gets_no_links_to_them(sign_in, member):
    soon = event_of(member.community, days=2, title="Open gathering")
    path = reverse("memberships:community_detail", args=[member.community.slug])
    link = f'href="{reverse("events:event_detail", args=[member.community.slug, soon.pk])}"'

    assert link in sign_in(member).get(path).content.decode()
    text = sign_in(MembershipFactory()).get(path).content.decode()

    assert "Open gathering" in text
    assert link not in text


def calendar(community, *month):
    return reverse("events:event_calendar", args=[community.slug, *month])


def test_the_calendar_opens_on_this_month_and_shows_what_is_on(sign_in, member):
    soon = event_of(member.community, days=1, title="Gathering of the month")
    event_of(member.community, days=1, title="Draft gathering", state="DRAFT")
    client = sign_in(member)

    opened = client.get(calendar(member.community))
    here = timezone.localdate()
    assert opened["Location"] == calendar(member.community, here.year, here.month)
    text = client.get(
        calendar(member.community, soon.local_date.year, soon.local_date.month)
    ).content.decode()
    assert "Gathering of the month" in text
    assert "Draft gathering" not in text


@pytest.mark.parametrize("month", [(1999, 12), (2101, 1), (2030, 13), (2030, 0), (9**30, 1)])
def test_a_month_that_makes_no_sense_is_not_there(sign_in, member, month):
    assert sign_in(member).get(calendar(member.community, *month)).status_code == 404
