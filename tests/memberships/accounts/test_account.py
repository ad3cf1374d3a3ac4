"""A person's own pages: profile, and the deletion of the account."""

import datetime as dt
import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.urls import reverse

from config.kernel.models import Fact
from config.kernel.sessions import Session
from memberships.accounts.services import ask_for_deletion, call_off_deletion, erase_due_accounts
from memberships.communities.models import LastOwner, Membership
from memberships.joining.models import Invitation, JoinRequest
from memberships.people.models import User
from tests import scopes
from tests.factories import CommunityFactory, MembershipFactory, UserFactory
from tests.memberships.arranging import BAD_WORDS, deliver, now, owner, path_in, verified

pytestmark = pytest.mark.django_db

WEEK = dt.timedelta(days=7)
PROFILE = {"name": "Ada", "time_zone": "Asia/Tokyo", "locale": "pt"}


def ask(user, *, at=None):
    with scopes.closed():
        return ask_for_deletion(user=user, now=at or now())


def strike(at):
    with scopes.closed():
        return erase_due_accounts(now=at)


def test_a_person_changes_their_profile(client):
    user = UserFactory()
    client.force_login(user)
    url = reverse("memberships:profile_update")
    assert user.name in client.get(url).content.decode()

    assert client.post(url, PROFILE).url == url

    user.refresh_from_db()
    assert (user.name, user.time_zone, user.locale) == ("Ada", "Asia/Tokyo", "pt")


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"name": "  "},
        {"name": "x" * 81},
        {"name": "a\x00b"},
        {"time_zone": "Europe/Atlantis"},
        {"time_zone": "../../etc/passwd"},
        {"locale": ""},
        {"locale": "xx"},
    ],
)
def test_a_wrong_profile_is_refused_and_kept_on_the_page(client, wrong):
    user = UserFactory(name="Before")
    client.force_login(user)

    response = client.post(reverse("memberships:profile_update"), {**PROFILE, **wrong})

    assert response.status_code == 422
    assert list(response.context["form"].errors) == list(wrong)
    user.refresh_from_db()
    assert user.name == "Before"


@pytest.mark.parametrize("words", BAD_WORDS.values(), ids=BAD_WORDS)
def test_odd_names_are_names(client, words):
    member = MembershipFactory()
    client.force_login(member.user)

    client.post(reverse("memberships:profile_update"), {**PROFILE, "name": words[:80]})
    url = reverse("memberships:membership_list", args=[member.community.slug])

    assert "<script>alert" not in client.get(url).content.decode()


def freshly_signed_in(client, user):
    """As after typing the password again a moment ago."""
    client.force_login(user)
    session = client.session
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


def test_deletion_asks_for_the_password_again_and_waits_seven_days(client, mailoutbox):
    user = verified(UserFactory())
    user.set_password("a long enough password")
    user.save()
    url = reverse("memberships:account_deletion")
    client.force_login(user)
    assert "Delete your account?" in client.get(url).content.decode()
    assert client.post(url).url.startswith(reverse("account_reauthenticate"))
    user.refresh_from_db()
    assert user.deletion_due_at is None

    assert freshly_signed_in(client, user).post(url).url == url
    deliver()

    user.refresh_from_db()
    assert user.deletion_due_at - user.deletion_asked_at == WEEK
    assert "on its way out" in client.get(url).content.decode()
    (mail,) = mailoutbox
    assert mail.to == [user.email]
    assert path_in(mail.body, "/me/deletion/") == url


def test_a_person_may_change_their_mind(client):
    user = UserFactory()
    ask(user)
    client.force_login(user)

    url = reverse("memberships:account_deletion_withdrawal")
    assert client.post(url).status_code == 302
    assert client.post(url).status_code == 422

    assert strike(now() + WEEK + WEEK) == 0
    names = Fact.objects.order_by("pk").values_list("name", "community_id", "subject_id")
    assert list(names) == [
        ("memberships.deletion_asked", None, user.pk),
        ("memberships.deletion_called_off", None, user.pk),
    ]


def test_asked_twice_the_first_date_stands():
    user, at = UserFactory(), now()
    first = ask(user, at=at).deletion_due_at

    assert ask(user, at=at + dt.timedelta(days=3)).deletion_due_at == first
    assert Fact.objects.count() == 1


def test_a_last_owner_hands_over_first_and_learns_which_community(client):
    boss = owner(community__name="Clay Circle", community=None)
    boss.community.change(by=boss, now=now(), name="Clay Circle")

    response = freshly_signed_in(client, boss.user).post(reverse("memberships:account_deletion"))

    assert response.status_code == 422
    assert "Clay Circle needs an owner" in response.content.decode()
    boss.user.refresh_from_db()
    assert boss.user.deletion_due_at is None


def test_after_seven_days_nothing_tells_who_it_was():
    member = MembershipFactory(user__name="Ada Lovelace", user__email="ada@example.org")
    paused = MembershipFactory(user=member.user, status="PAUSED")
    boss, user = owner(), verified(member.user)
    Authenticator.objects.create(user=user, type="totp", data={"secret": "x"})
    Session.objects.create(session_key="k" * 32, session_data="", expire_date=now(), person=user)
    UserSession.objects.create(
        user=user, ip="192.0.2.1", session_key="k" * 32, user_agent="x", last_seen_at=now()
    )
    JoinRequest.objects.create(
        community=boss.community, user=user, message="I am Ada", asked_at=now()
    )
    Invitation.objects.create(
        community=boss.community,
        email="ada@example.org",
        roles=["MEMBER"],
        invited_by=boss,
        sent_at=now(),
        expires_at=now() + WEEK,
    )
    before = Fact.objects.count()
    asked_at = now()
    ask(user, at=asked_at)

    assert strike(asked_at + WEEK - dt.timedelta(minutes=1)) == 0
    assert strike(asked_at + WEEK) == 1
    assert strike(asked_at + WEEK) == 0

    user.refresh_from_db()
    assert (user.name, user.email, user.is_active) == (
        "",
        f"erased-{user.pk}@erased.invalid",
        False,
    )
    assert not user.has_usable_password()
    for model in (EmailAddress, Authenticator, UserSession):
        assert not model.objects.filter(user=user).exists()
    assert not Session.objects.filter(session_key="k" * 32).exists()
    statuses = Membership.objects.filter(pk__in=[member.pk, paused.pk])
    assert set(statuses.values_list("status", flat=True)) == {"LEFT"}
    assert not JoinRequest.objects.exists()
    assert not Invitation.objects.filter(email__contains="ada").exists()
    new = Fact.objects.order_by("pk").values_list("name", flat=True)[before:]
    assert list(new) == [
        "memberships.deletion_asked",
        "memberships.membership_ended",
        "memberships.membership_ended",
        "memberships.person_erased",
    ]


def test_an_erased_person_is_signed_out_everywhere(client):
    member = MembershipFactory()
    client.force_login(member.user)
    asked_at = now()
    ask(member.user, at=asked_at)

    strike(asked_at + WEEK)

    assert client.get(reverse("memberships:community_list")).status_code == 302


def test_the_address_of_an_erased_person_is_free_again():
    user, asked_at = UserFactory(email="ada@example.org"), now()
    ask(user, at=asked_at)
    strike(asked_at + WEEK)

    assert UserFactory(email="ada@example.org").pk != user.pk


def test_erasure_waits_where_a_community_would_be_left_alone():
    """The owner who was to stay has gone in the meantime, past all checks."""
    boss = owner()
    other = owner(boss.community)
    asked_at = now()
    ask(boss.user, at=asked_at)
    Membership.objects.filter(pk=other.pk).update(status="LEFT", roles=["MEMBER"])
    innocent = UserFactory()
    ask(innocent, at=asked_at + dt.timedelta(minutes=1))

    assert strike(asked_at + WEEK + dt.timedelta(hours=1)) == 1

    boss.user.refresh_from_db()
    assert boss.user.erased_at is None
    assert boss.user.deletion_due_at > asked_at + WEEK + dt.timedelta(days=1)
    assert User.objects.get(pk=innocent.pk).erased_at is not None


def test_no_mail_about_a_deletion_that_was_called_off(mailoutbox):
    user = UserFactory()
    ask(user)
    with scopes.closed():
        call_off_deletion(user=user, now=now())

    deliver()

    assert mailoutbox == []


def test_owners_of_two_communities_are_both_asked(client):
    user = UserFactory()
    owner(user=user)
    kept = owner(CommunityFactory(name="Alone"), user=user)
    owner(kept.community)

    with pytest.raises(LastOwner):
        ask(user)
