"""Every address x method x role, walked against a community that is not theirs."""

from copy import deepcopy

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.urls import reverse

from tests import shared
from tests.architecture import urls, world
from tests.factories import UserFactory
from tests.scopes import ScopelessClient

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
REFUSED = {404, 403, 405}
TENANT_URLS = [(name, taken) for name, taken in urls.ours() if "community" in taken]
OPEN_TO_VISITORS = {
    "memberships:community_detail": "a community's public page",
    "memberships:join_request_create": "strangers ask to join here",
}
CANARY = "Xylograph"
FIELDS = {
    "intention": "Borrow somebody else's seat",
    "text": "Hello from elsewhere",
    "email": "intruder@example.org",
    "confirmed": "1",
}


@pytest.fixture(scope="module")
def worlds(django_db_setup, django_db_blocker):
    """A community, a foreign one, and clients of people of the first and of none.

    `ask` and the test's end undo what was done there.
    """
    with shared.rows(django_db_blocker):
        own, foreign = world.build(), world.build(canary=CANARY)
        people = {role: membership.user for role, membership in own.people.items()}
        people |= {"stranger": UserFactory(), "visitor": AnonymousUser()}
        yield own, foreign, {role: client_of(user) for role, user in people.items()}


def client_of(user):
    client = ScopelessClient(raise_request_exception=True)
    if user.is_authenticated:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


def afresh(client):
    """Another with its cookies: what an answer sets or deletes stays with the copy."""
    copy = ScopelessClient(raise_request_exception=True)
    copy.cookies = deepcopy(client.cookies)
    return copy


def ask(client, method, path):
    """Ask, and undo what it did: the next one finds the same world."""
    before = transaction.savepoint()
    answer = getattr(client, method)(path, FIELDS if method == "post" else {})
    answer.said = b"".join(answer) if answer.streaming else answer.content
    transaction.savepoint_rollback(before)
    return answer


def is_sent_to_sign_in(answer):
    return answer.status_code == 302 and answer["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize(("name", "taken"), TENANT_URLS, ids=str)
def test_a_foreign_community_is_not_there(worlds, name, taken):
    _own, foreign, intruders = worlds
    path = reverse(name, kwargs=world.arguments(taken, world=foreign))
    told = []
    for role, signed_in in intruders.items():
        client = afresh(signed_in)
        for method in METHODS:
            answer = ask(client, method, path)
            if name in OPEN_TO_VISITORS:
                continue
            refused = answer.status_code in REFUSED or (
                role == "visitor" and is_sent_to_sign_in(answer)
            )
            if not refused or CANARY.encode() in answer.said:
                told.append((role, method, answer.status_code))

    assert told == []


@pytest.mark.parametrize(
    ("name", "taken"),
    [(name, taken) for name, taken in TENANT_URLS if set(taken) - {"community", "year", "month"}],
    ids=str,
)
def test_foreign_rows_are_not_there_at_home(worlds, name, taken):
    own, foreign, intruders = worlds
    path = reverse(name, kwargs=world.arguments(taken, world=foreign, community=own.community))
    told = []
    for role, signed_in in intruders.items():
        client = afresh(signed_in)
        for method in METHODS:
            answer = ask(client, method, path)
            refused = answer.status_code in REFUSED or (
                role == "visitor" and is_sent_to_sign_in(answer)
            )
            if not refused or CANARY.encode() in answer.said:
                told.append((role, method, answer.status_code))

    assert told == []


def test_the_public_page_shows_strangers_nothing_that_members_wrote(worlds):
    _own, foreign, intruders = worlds
    path = reverse("memberships:community_detail", args=[foreign.community.slug])
    private = ("intention", "contribution", "thanks", "message", "micro-action", "member", "words")

    for client in intruders.values():
        said = ask(afresh(client), "get", path).content.decode()

        assert [word for word in private if f"{CANARY} {word}" in said] == []


def test_the_walk_sees_a_leak(worlds):
    """The control: with the membership check switched off, the foreign community answers."""
    _own, foreign, _intruders = worlds
    path = reverse("events:event_detail", args=[foreign.community.slug, foreign.event.pk])

    answer = ask(client_of(foreign.people["member"].user), "get", path)

    assert answer.status_code == 200
    assert CANARY.encode() in answer.said
