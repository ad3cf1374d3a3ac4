"""Every address x role x (GET, POST) is decided in policy.py, and the product agrees."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from tests.architecture import urls, world
from tests.architecture.policy import INSIDE, MATRIX
from tests.architecture.test_tenant_walk import ask, client_of, is_sent_to_sign_in
from tests.factories import UserFactory

pytestmark = pytest.mark.django_db

ROLES = ("visitor", "stranger", *sorted(INSIDE))
URLS = dict(urls.ours())


def person(role, here):
    if role == "visitor":
        return AnonymousUser()
    return UserFactory() if role == "stranger" else here.people[role].user


def outcome(answer):
    if is_sent_to_sign_in(answer):
        return "sign in"
    return {403: "refused", 404: "missing", 405: "no such method"}.get(
        answer.status_code, "reached" if answer.status_code < 500 else "broken"
    )


def expected(row, method, role, *, in_community):
    allowed = getattr(row, method)
    if role in allowed:
        return {"reached"}
    if role == "visitor":
        return {"sign in", "no such method"}
    if role == "stranger" and in_community:
        return {"missing", "no such method"} if not allowed else {"missing"}
    if not allowed:
        return {"no such method"}
    return {"missing"} if role in row.missing else {"refused"}


def test_every_address_has_a_row_and_every_row_an_address():
    assert set(MATRIX) == set(URLS)


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_the_product_agrees_with_the_matrix(name):
    here = world.build()
    taken = URLS[name]
    row = MATRIX[name]
    disagreements = []
    for role in ROLES:
        path = reverse(name, kwargs=world.arguments(taken, world=here, role=role))
        client = client_of(person(role, here))
        for method in ("get", "post"):
            found = outcome(ask(client, method, path))
            wanted = expected(row, method, role, in_community="community" in taken)
            if found not in wanted:
                disagreements.append((role, method, found, sorted(wanted)))

    assert disagreements == []
