"""Roles, breaks, removal and departure; a community always keeps an owner."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.urls import reverse

from config.kernel.errors import Refusal
from config.kernel.models import Fact
from memberships.communities.models import LastOwner, Membership
from memberships.members.services import (
    change_roles,
    leave_community,
    pause_member,
    remove_member,
    resume_member,
)
from tests import scopes
from tests.factories import CommunityFactory, MembershipFactory
from tests.memberships.arranging import deliver, moderator, now, owner

pytestmark = pytest.mark.django_db


def do(service, membership, **kwargs):
    with scopes.closed():
        return service(membership=membership, now=now(), **kwargs)


def resume(actor, member):
    with scopes.closed():
        return resume_member(
            community=actor.community, user=actor.user, member_id=member.pk, now=now()
        )


def facts():
    return list(Fact.objects.order_by("pk").values_list("name", "subject_id", "actor_id"))


def test_an_owner_gives_roles():
    boss = owner()
    member = MembershipFactory(community=boss.community)

    do(change_roles, boss, member_id=member.pk, roles={"INSTRUCTOR", "MODERATOR"})

    member.refresh_from_db()
    assert member.roles == ["INSTRUCTOR", "MEMBER", "MODERATOR"]
    assert facts() == [("memberships.roles_changed", member.pk, boss.pk)]


def test_only_owners_give_roles():
    community = CommunityFactory()
    helper = moderator(community)

    with pytest.raises(PermissionDenied):
        do(change_roles, helper, member_id=helper.pk, roles={"OWNER"})


def test_the_last_owner_stays_owner():
    boss = owner()
    MembershipFactory(community=boss.community)

    for attempt in (
        lambda: do(change_roles, boss, member_id=boss.pk, roles=set()),
        lambda: do(pause_member, boss, member_id=boss.pk),
        lambda: do(leave_community, boss),
    ):
        with pytest.raises(LastOwner, match=boss.community.name):
            attempt()

    boss.refresh_from_db()
    assert (boss.is_owner, boss.status) == (True, "ACTIVE")
    assert facts() == []


@pytest.mark.parametrize("state", ["paused", "leaving"])
def test_an_owner_who_is_away_or_about_to_go_does_not_count(state):
    boss = owner()
    other = owner(boss.community, status="PAUSED" if state == "paused" else "ACTIVE")
    if state == "leaving":
        other.user.ask_for_deletion(now=now())

    with pytest.raises(LastOwner):
        do(leave_community, boss)


def test_one_of_two_owners_may_leave():
    boss = owner()
    owner(boss.community)

    do(leave_community, boss)

    boss.refresh_from_db()
    assert (boss.status, boss.roles) == ("LEFT", ["MEMBER"])


def leave_together(owners):
    """Both owners leave at one moment; returns how many owners stay."""
    start = Barrier(len(owners))

    def go(member):
        start.wait()
        try:
            leave_community(membership=member, now=now())
        except Refusal:
            return 1
        finally:
            connection.close()
        return 0

    with scopes.closed(), ThreadPoolExecutor(len(owners)) as pool:
        return sum(pool.map(go, owners))


@pytest.mark.django_db(transaction=True)
def test_two_owners_who_leave_together_leave_one_behind():
    for _round in range(5):
        boss = owner()
        assert leave_together([boss, owner(boss.community)]) == 1


@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_nobody_stays(monkeypatch):
    """The race above is real: where nobody locks the community, both see the other and go."""
    gate = Barrier(2)

    def look_only(member):
        others = Membership.objects.filter(community_id=member.community_id).active()
        is_alone = not others.with_role("OWNER").exclude(pk=member.pk).exists()
        gate.wait(timeout=5)
        if is_alone:
            raise LastOwner("alone")

    monkeypatch.setattr(Membership, "_ensure_another_owner", look_only)
    boss = owner()

    assert leave_together([boss, owner(boss.community)]) == 0


def test_a_break_and_its_end():
    member = MembershipFactory()

    do(pause_member, member, member_id=member.pk)
    resume(member, member)

    member.refresh_from_db()
    assert member.status == "ACTIVE"
    assert [name for name, *_rest in facts()] == [
        "memberships.membership_paused",
        "memberships.membership_resumed",
    ]


def test_members_look_after_themselves_only():
    member = MembershipFactory()
    other = MembershipFactory(community=member.community)

    with pytest.raises(PermissionDenied):
        do(pause_member, member, member_id=other.pk)
    with pytest.raises(PermissionDenied):
        do(remove_member, member, member_id=other.pk)
    other.pause(by=other, now=now())
    with pytest.raises(PermissionDenied):
        resume(member, other)


def test_who_takes_a_break_brings_nobody_else_back():
    boss = owner()
    owner(boss.community)
    other = MembershipFactory(community=boss.community, status="PAUSED")
    boss.pause(by=boss, now=now())

    with pytest.raises(PermissionDenied):
        resume(boss, other)


def test_a_moderator_looks_after_members_but_not_after_owners():
    boss = owner()
    helper = moderator(boss.community)
    member = MembershipFactory(community=boss.community)

    do(pause_member, helper, member_id=member.pk)
    resume(helper, member)
    do(remove_member, helper, member_id=member.pk)
    for service in (pause_member, remove_member):
        with pytest.raises(PermissionDenied):
            do(service, helper, member_id=boss.pk)


def test_who_is_removed_is_told(mailoutbox):
    boss = owner()
    member = MembershipFactory(community=boss.community)

    do(remove_member, boss, member_id=member.pk)
    deliver()

    assert [mail.to for mail in mailoutbox] == [[member.user.email]]
    fact = Fact.objects.get(name="memberships.membership_ended")
    assert (fact.subject_id, fact.data) == (member.pk, {"way": "removed"})


def test_who_leaves_gets_no_mail(mailoutbox):
    do(leave_community, MembershipFactory())

    deliver()

    assert mailoutbox == []


def test_who_left_sees_nothing_any_more(sign_in):
    member = MembershipFactory()
    client = sign_in(member)
    people = reverse("memberships:membership_list", args=[member.community.slug])
    assert client.get(people).status_code == 200

    response = client.post(reverse("memberships:departure", args=[member.community.slug]))

    assert response.url == reverse("memberships:community_list")
    assert client.get(people).status_code == 404


def test_the_people_page_shows_names_and_no_addresses(sign_in):
    boss = owner(user__name="Grace")
    other = MembershipFactory(community=boss.community, user__name="Ada", status="PAUSED")
    MembershipFactory(community=boss.community, user__name="Gone", status="LEFT")

    page = (
        sign_in(boss)
        .get(reverse("memberships:membership_list", args=[boss.community.slug]))
        .content.decode()
    )

    assert "Grace" in page
    assert "Ada" in page
    assert "Taking a break" in page
    assert "Gone" not in page
    assert other.user.email not in page


def test_members_are_offered_only_what_they_may_do(sign_in):
    member = MembershipFactory(user__name="Ada")
    other = owner(member.community)
    slug = member.community.slug

    page = sign_in(member).get(reverse("memberships:membership_list", args=[slug]))

    text = page.content.decode()
    assert reverse("memberships:membership_pause", args=[slug, member.pk]) in text
    assert reverse("memberships:departure", args=[slug]) in text
    assert reverse("memberships:membership_removal", args=[slug, other.pk]) not in text
    assert reverse("memberships:membership_roles", args=[slug, other.pk]) not in text
    assert reverse("memberships:invitation_create", args=[slug]) not in text


@pytest.mark.parametrize("asked", ["0", "-1", "x", "9" * 30, "²", "1e3", ""])
def test_an_odd_page_number_is_no_error(sign_in, member, asked):
    url = reverse("memberships:membership_list", args=[member.community.slug])

    assert sign_in(member).get(url, {"page": asked}).status_code == 200


def test_many_people_are_shown_page_by_page(sign_in):
    member = MembershipFactory(user__name="Aaron")
    MembershipFactory.create_batch(55, community=member.community)
    url = reverse("memberships:membership_list", args=[member.community.slug])
    client = sign_in(member)

    first, second = client.get(url), client.get(url, {"page": 2})

    assert len(first.context["page"].people) == 50
    assert len(second.context["page"].people) == 6
    assert "page=2" in first.content.decode()


def test_roles_through_the_page(sign_in):
    boss = owner()
    member = MembershipFactory(community=boss.community, roles=["MEMBER", "MODERATOR"])
    url = reverse("memberships:membership_roles", args=[boss.community.slug, member.pk])
    client = sign_in(boss)
    assert "checked" in client.get(url).content.decode()

    assert client.post(url, {}).status_code == 302

    member.refresh_from_db()
    assert member.roles == ["MEMBER"]
    assert client.post(url, {"roles": ["KING"]}).status_code == 422
    mine = reverse("memberships:membership_roles", args=[boss.community.slug, boss.pk])
    refused = client.post(mine, {"roles": ["INSTRUCTOR"]})
    assert refused.status_code == 422
    assert "needs an owner" in refused.content.decode()


def test_a_break_through_the_page_and_back(sign_in):
    member = MembershipFactory()
    client, slug = sign_in(member), member.community.slug

    pause = reverse("memberships:membership_pause", args=[slug, member.pk])
    assert "Take a break from" in client.get(pause).content.decode()
    client.post(pause)
    assert client.get(reverse("memberships:membership_list", args=[slug])).status_code == 404
    back = client.post(reverse("memberships:membership_resumption", args=[slug, member.pk]))

    assert back.url == reverse("memberships:membership_list", args=[slug])
    assert client.get(back.url).status_code == 200


def test_questions_about_others_are_asked_of_those_who_may(sign_in):
    boss = owner()
    helper, member = moderator(boss.community), MembershipFactory(community=boss.community)
    names = ("membership_pause", "membership_removal")

    def answers(viewer, other):
        client, slug = sign_in(viewer), boss.community.slug
        return [
            client.get(reverse(f"memberships:{n}", args=[slug, other.pk])).status_code
            for n in names
        ]

    assert answers(helper, member) == [200, 200]
    assert answers(helper, boss) == [403, 403]
    assert answers(member, helper) == [403, 403]


def test_removal_asks_first(sign_in):
    boss = owner()
    member = MembershipFactory(community=boss.community, user__name="Ada")
    url = reverse("memberships:membership_removal", args=[boss.community.slug, member.pk])
    client = sign_in(boss)

    assert "Remove Ada?" in client.get(url).content.decode()
    member.refresh_from_db()
    assert member.status == "ACTIVE"
    assert client.post(url).status_code == 302
    member.refresh_from_db()
    assert member.status == "LEFT"
    assert client.post(url).status_code == 404


def test_the_last_owner_is_told_on_the_page_why_they_cannot_leave(sign_in):
    boss = owner()

    response = sign_in(boss).post(reverse("memberships:departure", args=[boss.community.slug]))

    assert response.status_code == 422
    assert "needs an owner" in response.content.decode()


MEMBER_PAGES = [
    ("membership_roles", ["get", "post"]),
    ("membership_pause", ["get", "post"]),
    ("membership_resumption", ["post"]),
    ("membership_removal", ["get", "post"]),
]


@pytest.mark.parametrize(("name", "methods"), MEMBER_PAGES)
@pytest.mark.parametrize("number", ["foreign", 0, 2**63, 10**30])
def test_somebody_of_another_community_is_not_there(sign_in, name, methods, number):
    boss = owner()
    foreign = MembershipFactory()
    member_id = foreign.pk if number == "foreign" else number
    url = reverse(f"memberships:{name}", args=[boss.community.slug, member_id])
    client = sign_in(boss)

    for method in methods:
        assert getattr(client, method)(url).status_code == 404
    foreign.refresh_from_db()
    assert (foreign.status, foreign.roles) == ("ACTIVE", ["MEMBER"])


@pytest.mark.parametrize(("name", "methods"), MEMBER_PAGES)
def test_a_stranger_finds_no_such_page(sign_in, name, methods):
    boss, stranger = owner(), MembershipFactory()
    url = reverse(f"memberships:{name}", args=[boss.community.slug, boss.pk])
    client = sign_in(stranger)

    for method in methods:
        assert getattr(client, method)(url).status_code == 404
