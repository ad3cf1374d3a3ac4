"""Requests to join: asking, approving, declining, and the mail about them."""

import datetime as dt

import pytest
from django.urls import reverse

from config.kernel.errors import Refusal
from config.kernel.models import Fact
from memberships.communities.models import AlreadyMember, Membership
from memberships.joining.models import AlreadyAsked, JoinRequest
from memberships.joining.services import (
    NotAsking,
    approve_join_request,
    ask_to_join,
    decline_join_request,
)
from tests import scopes
from tests.factories import CommunityFactory, MembershipFactory, UserFactory
from tests.memberships.arranging import BAD_WORDS, deliver, moderator, now, owner

pytestmark = pytest.mark.django_db


def ask(community, user, *, message="Hello", at=None):
    with scopes.closed():
        return ask_to_join(community=community, user=user, message=message, now=at or now())


def answer(service, membership, request, *, at=None):
    with scopes.closed():
        return service(membership=membership, join_request_id=request.pk, now=at or now())


def test_a_person_asks_once_and_those_who_look_after_people_hear_of_it(mailoutbox):
    boss = owner()
    helper = moderator(boss.community)
    MembershipFactory(community=boss.community)
    user = UserFactory(name="Ada")

    ask(boss.community, user)
    with pytest.raises(AlreadyAsked):
        ask(boss.community, user)
    deliver()

    assert {mail.to[0] for mail in mailoutbox} == {boss.user.email, helper.user.email}
    assert all("Ada asks to join" in mail.subject for mail in mailoutbox)
    assert "Hello" in mailoutbox[0].body
    assert JoinRequest.objects.count() == 1


def test_a_member_does_not_ask():
    member = MembershipFactory()

    with pytest.raises(AlreadyMember):
        ask(member.community, member.user)


def test_a_suspended_person_gets_no_explanation():
    member = MembershipFactory(status="SUSPENDED")

    with pytest.raises(NotAsking):
        ask(member.community, member.user)


def test_a_community_may_take_people_by_invitation_only():
    with pytest.raises(NotAsking):
        ask(CommunityFactory(takes_join_requests=False), UserFactory())


def test_after_a_no_one_asks_again_in_a_week():
    boss, user = owner(), UserFactory()
    request = ask(boss.community, user)
    declined_at = now()
    answer(decline_join_request, boss, request, at=declined_at)

    with pytest.raises(NotAsking):
        ask(boss.community, user, at=declined_at + dt.timedelta(days=6))
    assert ask(boss.community, user, at=declined_at + dt.timedelta(days=8)).pk != request.pk


def test_approval_makes_a_plain_member_and_tells_them(mailoutbox):
    boss, user = owner(), UserFactory()
    request = ask(boss.community, user)

    member = answer(approve_join_request, moderator(boss.community), request)
    deliver()

    assert (member.roles, member.status) == (["MEMBER"], "ACTIVE")
    assert mailoutbox[-1].to == [user.email]
    assert "Welcome to" in mailoutbox[-1].subject
    assert Fact.objects.filter(
        name="memberships.membership_started", subject_id=member.pk, data={"way": "request"}
    ).exists()


def test_who_left_comes_back_by_asking():
    boss = owner()
    former = MembershipFactory(community=boss.community, status="LEFT")

    member = answer(approve_join_request, boss, ask(boss.community, former.user))

    assert (member.pk, member.status) == (former.pk, "ACTIVE")


def test_a_refusal_is_told_kindly_and_makes_nobody_a_member(mailoutbox):
    boss, user = owner(), UserFactory()
    request = ask(boss.community, user)

    answer(decline_join_request, boss, request)
    deliver()

    assert mailoutbox[-1].to == [user.email]
    assert not Membership.objects.filter(user=user).exists()


def test_a_request_is_answered_once():
    boss = owner()
    request = ask(boss.community, UserFactory())
    answer(approve_join_request, boss, request)

    with pytest.raises(Refusal, match="answered"):
        answer(decline_join_request, boss, request)


def test_asking_through_the_page(sign_in, client):
    community, user = CommunityFactory(), UserFactory()
    url = reverse("memberships:join_request_create", args=[community.slug])
    assert client.get(url).url.startswith(reverse("account_login"))
    client.force_login(user)

    assert client.get(url).status_code == 200
    response = client.post(url, {"message": ""})

    assert response.status_code == 302
    page = client.get(response.url).content.decode()
    assert "You have asked to join" in page
    assert client.post(url, {"message": "again"}).status_code == 422


def test_an_overlong_message_is_refused_and_kept(client):
    community = CommunityFactory()
    client.force_login(UserFactory())
    url = reverse("memberships:join_request_create", args=[community.slug])

    response = client.post(url, {"message": "y" * 301})

    assert response.status_code == 422
    assert "y" * 301 in response.content.decode()
    assert not JoinRequest.objects.exists()


@pytest.mark.parametrize("words", BAD_WORDS.values(), ids=BAD_WORDS)
def test_odd_words_reach_those_who_answer_as_words(sign_in, mailoutbox, words):
    boss = owner()
    ask(boss.community, UserFactory(name=words[:80]), message=words)
    deliver()

    url = reverse("memberships:join_request_list", args=[boss.community.slug])
    page = sign_in(boss).get(url).content.decode()

    assert "<script>alert" not in page
    html = mailoutbox[0].alternatives[0].content
    assert "<script>alert" not in html
    assert words in mailoutbox[0].body


def urls_of(community, request):
    names = ("join_request_approval", "join_request_refusal")
    return [reverse(f"memberships:{name}", args=[community.slug, request.pk]) for name in names]


def test_plain_members_do_not_answer(sign_in):
    member = MembershipFactory(roles=["MEMBER", "INSTRUCTOR"])
    request = ask(member.community, UserFactory())
    client = sign_in(member)

    assert [client.post(url).status_code for url in urls_of(member.community, request)] == [
        403,
        403,
    ]
    listing = reverse("memberships:join_request_list", args=[member.community.slug])
    assert client.get(listing).status_code == 403


def test_a_request_of_another_community_is_not_there(sign_in):
    boss = owner()
    foreign = ask(CommunityFactory(), UserFactory())
    client = sign_in(boss)

    assert [client.post(url).status_code for url in urls_of(boss.community, foreign)] == [404, 404]
    foreign.refresh_from_db()
    assert foreign.status == "WAITING"


def test_the_list_answers_through_the_page(sign_in):
    boss = owner()
    request = ask(boss.community, UserFactory(name="Ada"))
    client = sign_in(boss)
    listing = reverse("memberships:join_request_list", args=[boss.community.slug])
    assert "Ada" in client.get(listing).content.decode()

    approval, refusal = urls_of(boss.community, request)
    assert client.post(approval).status_code == 302
    assert client.post(refusal).status_code == 422
    assert "Nobody is waiting" in client.get(listing).content.decode()
