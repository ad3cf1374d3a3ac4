"""Every address x role x (GET, POST) is decided in policy.py, and the product agrees."""

import pytest
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from tests import shared
from tests.architecture import urls, world
from tests.architecture.policy import INSIDE, MATRIX
from tests.architecture.test_tenant_walk import afresh, ask, client_of, is_sent_to_sign_in
from tests.factories import UserFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

ROLES = ("visitor", "stranger", "operator", *sorted(INSIDE))
URLS = dict(urls.ours())
# Not there for those who may not see them, rather than refused.
HIDDEN = {name for name in MATRIX if name.startswith("kernel:")}


@pytest.fixture(scope="module")
def here(django_db_setup, django_db_blocker):
    """One of everything, and a client for each role; what is done there is undone."""
    with shared.rows(django_db_blocker):
        built = world.build()
        built.clients = {role: client_of(person(role, built)) for role in ROLES}
        yield built


def person(role, here):
    if role == "visitor":
        return AnonymousUser()
    if role in {"stranger", "operator"}:
        return UserFactory(is_staff=role == "operator")
    return here.people[role].user


def outcome(answer):
    if is_sent_to_sign_in(answer):
        return "sign in"
    return {403: "refused", 404: "missing", 405: "no such method"}.get(
        answer.status_code, "reached" if answer.status_code < 500 else "broken"
    )


def expected(name, row, method, role):
    """What somebody must find who is, or is not, named in the row."""
    allowed = getattr(row, method)
    if role in allowed or (role == "operator" and "stranger" in allowed):
        return {"reached"}
    if role == "visitor":
        return {"sign in", "no such method"} | ({"missing"} if name in HIDDEN else set())
    if name in HIDDEN:
        return {"missing", "no such method"}
    if role in {"stranger", "operator"} and "community" in URLS[name]:
        return {"missing"} if allowed else {"missing", "no such method"}
    if not allowed:
        return {"no such method"}
    return {"missing"} if role in row.missing else {"refused"}


def test_every_address_has_a_row_and_every_row_an_address():
    assert set(MATRIX) == set(URLS)


@pytest.mark.parametrize("name", sorted(MATRIX))
def test_the_product_agrees_with_the_matrix(here, name):
    taken = URLS[name]
    row = MATRIX[name]
    disagreements = []
    for role in ROLES:
        path = reverse(name, kwargs=world.arguments(taken, world=here, name=name, role=role))
        client = afresh(here.clients[role])
        for method in ("get", "post"):
            found = outcome(ask(client, method, path))
            wanted = expected(name, row, method, role)
            if found not in wanted:
                disagreements.append((role, method, found, sorted(wanted)))

    assert disagreements == []
