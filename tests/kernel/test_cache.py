"""Without Redis the product works on; nothing that must last is in it."""

import time

import pytest
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache
from django.urls import reverse
from redis.exceptions import RedisError

from config.kernel.cache import ForgivingRedisCache
from tests.factories import UserFactory

NOBODY_LISTENS = "redis://127.0.0.1:1/0"
IMPATIENT = {"OPTIONS": {"socket_connect_timeout": 0.3, "socket_timeout": 0.5}}
ASKED = {
    "get": (("k", "default"), "default"),
    "set": (("k", 1), None),
    "add": (("k", 1), True),
    "touch": (("k",), False),
    "delete": (("k",), False),
    "get_many": ((["k"],), {}),
    "set_many": (({"k": 1},), ["k"]),
    "delete_many": ((["k"],), None),
    "has_key": (("k",), False),
    "incr": (("k",), 1),
    "decr": (("k",), -1),
    "get_or_set": (("k", "default"), "default"),
}


@pytest.mark.parametrize("verb", ASKED)
def test_a_lost_cache_is_an_empty_cache(verb):
    arguments, answer = ASKED[verb]
    lost = ForgivingRedisCache(NOBODY_LISTENS, IMPATIENT)
    begun = time.monotonic()

    assert getattr(lost, verb)(*arguments) == answer
    assert time.monotonic() - begun < 1


@pytest.mark.parametrize("verb", ASKED)
def test_control_djangos_own_cache_breaks_the_page(verb):
    arguments, _answer = ASKED[verb]

    with pytest.raises(RedisError):
        getattr(RedisCache(NOBODY_LISTENS, IMPATIENT), verb)(*arguments)


@pytest.mark.django_db
def test_people_sign_in_while_redis_is_away(client, settings):
    settings.CACHES = {
        "default": {
            "BACKEND": "config.kernel.cache.ForgivingRedisCache",
            "LOCATION": NOBODY_LISTENS,
            **IMPATIENT,
        }
    }
    settings.ACCOUNT_RATE_LIMITS = {"login": "1/m/ip", "login_failed": "1/m/ip"}
    user = UserFactory()
    user.set_password("correct horse battery")
    user.save()
    user.emailaddress_set.create(email=user.email, verified=True, primary=True)

    answer = client.post(
        reverse("account_login"), {"login": user.email, "password": "correct horse battery"}
    )

    assert isinstance(caches["default"], ForgivingRedisCache)
    assert answer.status_code == 302
    assert client.session["_auth_user_id"] == str(user.pk)
