"""How many statements each page asks, all counted but those that frame a transaction."""

import pytest
from django.urls import reverse

from memberships.joining.models import Invitation, JoinRequest
from memberships.joining.services import invite_person
from memberships.mail.emails import sign_token
from tests import scopes
from tests.factories import MembershipFactory, SeparationFactory, UserFactory
from tests.memberships.arranging import now, owner
from tests.statements import counting

pytestmark = pytest.mark.django_db


def statements(client, url):
    client.get(url)  # whatever is asked once a process has been asked
    with counting() as asked:
        response = client.get(url)
    assert response.status_code == 200
    return len(asked)


def crowd(boss, number=3):
    """A full house: people of every kind, requests and letters."""
    for index in range(number):
        MembershipFactory(community=boss.community, roles=["MEMBER", "INSTRUCTOR"])
        JoinRequest.objects.create(community=boss.community, user=UserFactory(), asked_at=now())
        with scopes.closed():
            invite_person(
                membership=boss, email=f"{boss.pk}-{index}@example.org", roles=set(), now=now()
            )


PAGES = {
    "community_detail": 1,
    "community_settings": 1,
    "membership_list": 3,
    "join_request_list": 2,
    "join_request_create": 1,
    "invitation_list": 2,
    "invitation_create": 1,
    "departure": 1,
}


@pytest.mark.parametrize(("name", "number"), PAGES.items(), ids=PAGES)
def test_pages_of_a_community(sign_in, monkeypatch, name, number):
    monkeypatch.setattr("memberships.pages.selectors._makers", [])
    boss = owner()
    crowd(boss)
    client = sign_in(boss)
    url = reverse(f"memberships:{name}", args=[boss.community.slug])
    assert statements(client, url) == number

    crowd(boss)
    assert statements(client, url) == number


@pytest.mark.parametrize("name", ["membership_roles", "membership_removal", "membership_pause"])
def test_pages_about_a_member(sign_in, name):
    boss = owner()
    member = MembershipFactory(community=boss.community)
    url = reverse(f"memberships:{name}", args=[boss.community.slug, member.pk])

    assert statements(sign_in(boss), url) == 2


def test_pages_about_those_who_are_kept_apart(sign_in):
    member = MembershipFactory()
    other = MembershipFactory(community=member.community)
    client, slug = sign_in(member), member.community.slug
    mine = reverse("memberships:separation_list", args=[slug])
    question = reverse("memberships:separation_create", args=[slug, other.pk])
    assert (statements(client, mine), statements(client, question)) == (2, 3)

    SeparationFactory(protected=member, restrained=other)
    SeparationFactory.create_batch(3, protected=member)
    owner(member.community)

    assert (statements(client, mine), statements(client, question)) == (2, 3)


@pytest.mark.parametrize(
    ("name", "number"),
    [
        ("community_list", 2),
        ("community_create", 1),
        ("profile_update", 1),
        ("account_deletion", 1),
    ],
)
def test_a_persons_own_pages(sign_in, name, number):
    member = MembershipFactory()
    client = sign_in(member)
    url = reverse(f"memberships:{name}")
    assert statements(client, url) == number

    MembershipFactory.create_batch(3, user=member.user)
    assert statements(client, url) == number


def test_preferences_are_read_community_by_community(sign_in):
    member = MembershipFactory()
    client = sign_in(member)
    url = reverse("memberships:notification_preferences")
    assert statements(client, url) == 3

    MembershipFactory.create_batch(2, user=member.user)
    assert statements(client, url) == 5


def test_pages_of_visitors(client):
    boss = owner()
    public = reverse("memberships:community_detail", args=[boss.community.slug])
    with scopes.closed():
        letter = invite_person(membership=boss, email="a@example.org", roles=set(), now=now())
    invitation = sign_token(
        purpose="invitation", community=boss.community_id, invitation=letter.pk
    )
    leave = sign_token(
        purpose="unsubscribe",
        community=boss.community_id,
        membership=boss.pk,
        category="REMINDERS",
    )

    assert statements(client, reverse("memberships:home")) == 0
    assert statements(client, reverse("memberships:invitation_detail", args=[invitation])) == 2
    assert statements(client, reverse("memberships:unsubscribe", args=[leave])) == 2
    assert statements(client, public) <= 3


def test_a_form_sent_twice_has_one_effect(sign_in):
    boss = owner()
    url = reverse("memberships:invitation_create", args=[boss.community.slug])
    client = sign_in(boss)
    form = {"email": "a@example.org", "roles": [], "idempotency_key": "k-1"}

    first, again = client.post(url, form), client.post(url, form)
    other = client.post(url, {**form, "email": "b@example.org"})

    assert (first.status_code, again.status_code, other.status_code) == (302, 302, 422)
    assert again.url == first.url
    assert again["Idempotency-Replayed"] == "true"
    assert list(letters_of(boss)) == ["a@example.org"]


def letters_of(boss):
    return Invitation.objects.filter(community=boss.community).values_list("email", flat=True)
