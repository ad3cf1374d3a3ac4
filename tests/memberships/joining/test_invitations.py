"""Invitations: bound to a community, used once, good for fourteen days."""

import datetime as dt
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.urls import reverse

from config.kernel.errors import Refusal
from memberships.communities.models import AlreadyMember, Membership
from memberships.joining.models import Invitation, InvitationSpent, JoinRequest
from memberships.joining.services import accept_invitation, invite_person, withdraw_invitation
from memberships.mail.emails import sign_token
from tests import scopes
from tests.factories import CommunityFactory, MembershipFactory, UserFactory
from tests.memberships.arranging import deliver, now, owner, path_in

pytestmark = pytest.mark.django_db


def invite(membership, *, email="new@example.org", roles=(), at=None):
    with scopes.closed():
        return invite_person(membership=membership, email=email, roles=set(roles), now=at or now())


def accept(invitation, user, *, at=None):
    with scopes.closed():
        return accept_invitation(
            community=invitation.community,
            user=user,
            invitation_id=invitation.pk,
            now=at or now(),
        )


def link_to(invitation):
    token = sign_token(
        purpose="invitation", community=invitation.community_id, invitation=invitation.pk
    )
    return reverse("memberships:invitation_detail", args=[token])


def test_the_letter_names_who_invites_and_its_link_works_once(client, mailoutbox):
    boss = owner(user__name="Grace Hopper")
    invite(boss)
    deliver()
    (letter,) = mailoutbox
    link = path_in(letter.body, "/invitations/")
    assert letter.to == ["new@example.org"]
    assert "Grace Hopper invites you to" in letter.subject
    assert link in letter.alternatives[0].content

    assert "Sign up" in client.get(link).content.decode()
    client.force_login(UserFactory())
    assert client.get(link).status_code == 200
    assert client.post(link).url == reverse(
        "memberships:community_detail", args=[boss.community.slug]
    )
    assert Membership.objects.filter(community=boss.community).count() == 2

    client.force_login(UserFactory())
    assert "no longer valid" in client.get(link).content.decode()
    assert client.post(link).status_code == 422
    assert Membership.objects.filter(community=boss.community).count() == 2


def test_a_visitor_who_posts_is_shown_the_letter_and_joins_nothing(client):
    invitation = invite(owner())

    response = client.post(link_to(invitation))

    assert response.status_code == 200
    assert Invitation.objects.get().accepted_at is None


def test_after_fourteen_days_the_link_is_dead():
    invitation = invite(owner())

    with pytest.raises(InvitationSpent):
        accept(invitation, UserFactory(), at=invitation.sent_at + dt.timedelta(days=14))


def test_a_link_that_was_taken_back_is_dead():
    boss = owner()
    invitation = invite(boss)
    with scopes.closed():
        withdraw_invitation(membership=boss, invitation_id=invitation.pk, now=now())

    with pytest.raises(InvitationSpent):
        accept(invitation, UserFactory())


def test_a_letter_taken_back_before_it_left_is_not_sent(mailoutbox):
    boss = owner()
    invitation = invite(boss)
    with scopes.closed():
        withdraw_invitation(membership=boss, invitation_id=invitation.pk, now=now())

    deliver()

    assert mailoutbox == []


def test_a_new_letter_replaces_the_old_one_even_after_it_ran_out():
    boss = owner()
    old = invite(boss, at=now() - dt.timedelta(days=20))

    new = invite(boss, email="NEW@example.org")

    old.refresh_from_db()
    assert old.withdrawn_at is not None
    assert new.email == old.email
    assert accept(new, UserFactory()).status == "ACTIVE"


def test_an_invitation_of_one_community_opens_no_other(client):
    invitation, elsewhere = invite(owner()), CommunityFactory()
    forged = sign_token(purpose="invitation", community=elsewhere.pk, invitation=invitation.pk)
    client.force_login(UserFactory())
    url = reverse("memberships:invitation_detail", args=[forged])

    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 404
    assert Invitation.objects.get().accepted_at is None


@pytest.mark.parametrize("token", ["x", "a:b:c", "\u202e", "x" * 500])
def test_a_made_up_token_opens_nothing(client, token):
    url = reverse("memberships:invitation_detail", args=[token])

    assert client.get(url).status_code == 404


def test_a_token_written_for_another_purpose_opens_nothing(client):
    invitation = invite(owner())
    token = sign_token(
        purpose="unsubscribe", community=invitation.community_id, invitation=invitation.pk
    )

    url = reverse("memberships:invitation_detail", args=[token])

    assert client.get(url).status_code == 404


def test_a_letter_that_gives_a_role_holds_for_its_own_address():
    boss = owner()
    invitation = invite(boss, email="teacher@example.org", roles=["INSTRUCTOR"])

    with pytest.raises(Refusal, match="address it was sent to"):
        accept(invitation, UserFactory())
    member = accept(invitation, UserFactory(email="teacher@example.org"))

    assert member.is_instructor


def test_accepting_settles_a_request_that_waits():
    boss, user = owner(), UserFactory()
    request = JoinRequest.objects.create(community=boss.community, user=user, asked_at=now())

    accept(invite(boss), user)

    request.refresh_from_db()
    assert (request.status, request.decided_by_id) == ("APPROVED", boss.pk)


def test_who_is_a_member_is_not_invited():
    boss = owner()
    member = MembershipFactory(community=boss.community)

    with pytest.raises(AlreadyMember):
        invite(boss, email=member.user.email.upper())


def test_a_hundred_letters_a_day_are_enough():
    boss, at = owner(), now()
    Invitation.objects.bulk_create(
        Invitation(
            community=boss.community,
            email=f"{number}@example.org",
            roles=["MEMBER"],
            invited_by=boss,
            sent_at=at,
            expires_at=at + dt.timedelta(days=14),
        )
        for number in range(100)
    )

    with pytest.raises(Refusal, match="Go on tomorrow"):
        invite(boss, at=at)


def test_inviting_through_the_page(sign_in):
    boss = owner()
    client = sign_in(boss)
    url = reverse("memberships:invitation_create", args=[boss.community.slug])
    listing = reverse("memberships:invitation_list", args=[boss.community.slug])
    assert "No open invitations" in client.get(listing).content.decode()

    assert client.get(url).status_code == 200
    assert client.post(url, {"email": "a@example.org", "roles": ["MODERATOR"]}).url == listing

    invitation = Invitation.objects.get()
    assert invitation.roles == ["MEMBER", "MODERATOR"]
    assert "a@example.org" in client.get(listing).content.decode()
    withdrawal = reverse(
        "memberships:invitation_withdrawal", args=[boss.community.slug, invitation.pk]
    )
    assert client.post(withdrawal).url == listing
    assert client.post(withdrawal).status_code == 422


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": ""},
        {"email": "nobody"},
        {"email": f"{'x' * 250}@example.org"},
        {"email": "<b>@example.org"},
        {"email": "a@example.org\nBcc: b@example.org"},
        {"email": "a@example.org", "roles": ["KING"]},
        {"email": "a@example.org", "roles": ["MEMBER"]},
    ],
)
def test_bad_input_invites_nobody(sign_in, wrong):
    boss = owner()
    url = reverse("memberships:invitation_create", args=[boss.community.slug])

    response = sign_in(boss).post(url, wrong)

    assert response.status_code == 422
    assert response.context["form"].errors
    assert not Invitation.objects.exists()


def test_only_owners_invite(sign_in):
    member = MembershipFactory(roles=["MEMBER", "MODERATOR"])
    client = sign_in(member)
    slug = member.community.slug

    assert client.get(reverse("memberships:invitation_create", args=[slug])).status_code == 403
    assert client.post(reverse("memberships:invitation_create", args=[slug])).status_code == 403
    assert client.get(reverse("memberships:invitation_list", args=[slug])).status_code == 403


def test_an_invitation_of_another_community_cannot_be_taken_back(sign_in):
    boss, foreign = owner(), invite(owner())
    url = reverse("memberships:invitation_withdrawal", args=[boss.community.slug, foreign.pk])

    assert sign_in(boss).post(url).status_code == 404
    foreign.refresh_from_db()
    assert foreign.withdrawn_at is None


def race(invitation, users):
    """All users accept the same letter at one moment; returns how many came in."""
    start = Barrier(len(users))

    def come_in(user):
        start.wait()
        try:
            accept_invitation(
                community=invitation.community,
                user=user,
                invitation_id=invitation.pk,
                now=now(),
            )
        except Refusal:
            return 0
        finally:
            connection.close()
        return 1

    with scopes.closed(), ThreadPoolExecutor(len(users)) as pool:
        return sum(pool.map(come_in, users))


@pytest.mark.django_db(transaction=True)
def test_two_who_hold_one_letter_cannot_both_come_in():
    boss = owner()

    for number in range(5):
        letter = invite(boss, email=f"{number}@example.org")
        assert race(letter, [UserFactory(), UserFactory(), UserFactory()]) == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_both_come_in(monkeypatch):
    """The race above is real: with the lock taken away, one letter lets in several."""
    boss = owner()
    monkeypatch.setattr(
        "memberships.joining.querysets.InvitationQuerySet.locked", lambda rows: rows, raising=False
    )
    gate = Barrier(3)
    ensure_open = Invitation.ensure_open

    def linger(letter, **kwargs):
        ensure_open(letter, **kwargs)
        if not gate.broken:
            gate.wait(timeout=5)

    monkeypatch.setattr(Invitation, "ensure_open", linger)
    monkeypatch.setattr(Invitation, "accept", _accept_without_asking_again)

    assert race(invite(boss), [UserFactory(), UserFactory(), UserFactory()]) > 1


def _accept_without_asking_again(letter, membership, *, now):
    letter.accepted_at, letter.accepted_by = now, membership
    letter.save(update_fields=["accepted_at", "accepted_by"])
