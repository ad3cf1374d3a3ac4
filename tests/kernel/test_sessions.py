"""Sessions know their person; old ones are carried over, expired ones go."""

from importlib import import_module
from types import SimpleNamespace

import pytest
from django.apps import apps
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.models import Session as OldSession
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from config.kernel import tasks
from config.kernel.sessions import Session, SessionStore
from tests.factories import UserFactory
from tests.load.serving import BACKEND

pytestmark = pytest.mark.django_db

DAY = timezone.timedelta(days=1)
PAGE = "/me/"


def data_of(user):
    return {
        SESSION_KEY: str(user.pk),
        BACKEND_SESSION_KEY: BACKEND,
        HASH_SESSION_KEY: user.get_session_auth_hash(),
    }


def stored(data=None, *, expires_in=DAY):
    store = SessionStore()
    store.update(data or {"seen": 1})
    store.create()
    Session.objects.filter(pk=store.session_key).update(expire_date=timezone.now() + expires_in)
    return store.session_key


def test_a_session_knows_its_person_from_sign_in_to_sign_out(client):
    user, other = UserFactory(), UserFactory()
    for person in (user, other):
        client.force_login(person, backend=BACKEND)
        assert [session.person for session in Session.objects.all()] == [person]

    client.logout()

    assert not Session.objects.exists()


def test_a_session_in_which_nobody_is_signed_in_has_no_person():
    assert Session.objects.get(pk=stored()).person is None


@pytest.mark.parametrize("key", ["short", "k" * 41, "K" * 32, "k' OR true --", "k" * 31 + "\x00"])
def test_a_key_that_cannot_be_ours_is_not_looked_for(django_assert_num_queries, key):
    store = SessionStore(key)

    with django_assert_num_queries(0):
        assert store.session_key is None
        assert dict(store.items()) == {}


@pytest.mark.parametrize(
    "clear", [SessionStore.clear_expired, tasks.clear_expired_sessions,
              lambda: call_command("clearsessions")]
)  # fmt: skip
def test_expired_sessions_go_and_others_stay(clear):
    live, _dead = stored(), stored(expires_in=-DAY)

    clear()

    assert [session.pk for session in Session.objects.all()] == [live]


def carry_over():
    migration = import_module("config.kernel.migrations.0002_sessions_with_their_person")
    migration.carry_over(apps, SimpleNamespace(connection=connection))


def of_old(key, data, *, expires_in=DAY):
    OldSession.objects.create(
        session_key=key,
        session_data=data if isinstance(data, str) else SessionStore().encode(data),
        expire_date=timezone.now() + expires_in,
    )


def test_people_stay_signed_in_when_the_new_table_comes(client):
    user = UserFactory()
    of_old("a" * 32, data_of(user))
    of_old("b" * 32, {"seen": 1})
    of_old("c" * 32, data_of(UserFactory()), expires_in=-DAY)
    of_old("d" * 32, {**data_of(user), SESSION_KEY: "999999999"})
    of_old("e" * 32, "forged")

    carry_over()

    persons = {session.pk[0]: session.person for session in Session.objects.all()}
    assert persons == {"a": user, "b": None, "e": None}
    client.cookies["sessionid"] = "a" * 32
    assert client.get(PAGE).status_code == 200
    client.cookies["sessionid"] = "e" * 32
    assert client.get(PAGE).status_code == 302
