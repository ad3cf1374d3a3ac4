"""Every address x method x role, walked against a community that is not theirs."""

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
    """Their own community and a foreign one; `ask` and the test's end undo what was done there."""
    with shared.rows(django_db_blocker):
        yield world.build(), world.build(canary=CANARY)


def intruders(own):
    yield from ((role, membership.user) for role, membership in own.people.items())
    yield "stranger", UserFactory()
    yield "visitor", AnonymousUser()


def client_of(user):
    client = ScopelessClient(raise_request_exception=True)
    if user.is_authenticated:
        client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return client


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
    own, foreign = worlds
    path = reverse(name, kwargs=world.arguments(taken, world=foreign))
    told = []
    for role, user in intruders(own):
        client = client_of(user)
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
    own, foreign = worlds
    path = reverse(name, kwargs=world.arguments(taken, world=foreign, community=own.community))
    told = []
    for role, user in intruders(own):
        client = client_of(user)
        for method in METHODS:
            answer = ask(client, method, path)
            refused = answer.status_code in REFUSED or (
                role == "visitor" and is_sent_to_sign_in(answer)
            )
            if not refused or CANARY.encode() in answer.said:
                told.append((role, method, answer.status_code))

    assert told == []


def test_the_public_page_shows_strangers_nothing_that_members_wrote(worlds):
    own, foreign = worlds
    path = reverse("memberships:community_detail", args=[foreign.community.slug])
    private = ("intention", "contribution", "thanks", "message", "micro-action", "member", "words")

    for _role, user in intruders(own):
        said = ask(client_of(user), "get", path).content.decode()

        assert [word for word in private if f"{CANARY} {word}" in said] == []


def test_the_walk_sees_a_leak(worlds):
    """The control: with the membership check switched off, the foreign community answers."""
    _own, foreign = worlds
    path = reverse("events:event_detail", args=[foreign.community.slug, foreign.event.pk])

    answer = ask(client_of(foreign.people["member"].user), "get", path)

    assert answer.status_code == 200
    assert CANARY.encode() in answer.said
