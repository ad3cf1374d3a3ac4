"""Whose language and whose clock a page speaks."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from memberships.joining.models import JoinRequest
from tests.factories import MembershipFactory, UserFactory
from tests.memberships.arranging import owner

pytestmark = pytest.mark.django_db

NOON = dt.datetime(2030, 6, 1, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("own", "shown"), [("", "21:00"), ("Europe/Lisbon", "13:00"), ("no/zone", "21:00")]
)
def test_times_are_the_persons_own_else_the_communitys(sign_in, own, shown):
    boss = owner(user__time_zone=own, community=None)
    boss.community.change(by=boss, now=NOON, time_zone="Asia/Tokyo")
    JoinRequest.objects.create(community=boss.community, user=UserFactory(), asked_at=NOON)
    url = reverse("memberships:join_request_list", args=[boss.community.slug])

    assert shown in sign_in(boss).get(url).content.decode()
    assert timezone.get_current_timezone_name() == "UTC"


def test_a_visitors_clock_is_set_back_afterwards(client):
    community = MembershipFactory(community__time_zone="Asia/Tokyo").community

    client.get(reverse("memberships:community_detail", args=[community.slug]))

    assert timezone.get_current_timezone_name() == "UTC"


def test_a_page_speaks_the_persons_language(sign_in):
    member = MembershipFactory(user__locale="pt")

    response = sign_in(member).get(
        reverse("memberships:community_list"), headers={"accept-language": "en"}
    )

    assert '<html lang="pt"' in response.content.decode()


@pytest.mark.parametrize("path", ["people/", "settings/", "join-requests/", "invitations/"])
def test_a_stranger_learns_no_more_than_of_a_community_that_is_not_there(sign_in, path):
    stranger, there = MembershipFactory(), MembershipFactory().community
    client = sign_in(stranger)

    real = client.get(f"/c/{there.slug}/{path}")
    made_up = client.get(f"/c/nowhere/{path}")

    assert (real.status_code, made_up.status_code) == (404, 404)
    assert real.content == made_up.content


@pytest.mark.parametrize("status", ["PAUSED", "SUSPENDED", "LEFT", "INVITED"])
def test_only_active_members_pass(sign_in, status):
    member = MembershipFactory(status=status)
    url = reverse("memberships:membership_list", args=[member.community.slug])

    assert sign_in(member).get(url).status_code == 404
