"""The operator's admin: behind our sign-in and a second factor; to others it is not there."""

import time
from urllib.parse import unquote

import pytest
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from django.core.management import call_command
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone

from config.kernel.models import Delivery, Fact
from memberships import admin
from memberships.people.models import User
from tests.factories import CommunityFactory, UserFactory
from tests.statements import counting

pytestmark = pytest.mark.django_db

INDEX = "/operator/"
PEOPLE = "/operator/memberships/user/"
COMMUNITIES = "/operator/memberships/community/"
DELIVERIES = "/operator/kernel/delivery/"
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


@pytest.fixture
def operator():
    user = UserFactory(is_staff=True, name="Olga Operator")
    user.secret = generate_totp_secret()
    TOTP.activate(user, user.secret)
    return user


def enter(client, user, *, seconds_ago=0, method="mfa"):
    """Sign in, with a second factor shown so long ago."""
    client.force_login(user, backend=BACKEND)
    request = RequestFactory().get("/")
    request.session, request.user = client.session, user
    record_authentication(request, user, method=method, type="totp")
    records = request.session["account_authentication_methods"]
    records[-1]["at"] = time.time() - seconds_ago
    request.session.save()
    return client


@pytest.fixture
def inside(client, operator):
    return enter(client, operator)


def parked(reaction="events.mail_someone"):
    fact = Fact.objects.create(name="x.y", subject_id=1, happened_at=timezone.now())
    return Delivery.objects.create(
        fact=fact,
        reaction=reaction,
        queue="outside",
        attempts=10,
        due_at=timezone.now(),
        parked_at=timezone.now(),
        last_error="SMTPServerDisconnected",
    )


@pytest.mark.parametrize("path", [INDEX, PEOPLE, DELIVERIES, "/operator/nothing/"])
def test_a_visitor_is_led_to_our_own_sign_in(client, path):
    answer = client.get(path, follow=True)

    assert unquote(answer.redirect_chain[-1][0]) == f"/accounts/login/?next={path}"


@pytest.mark.parametrize("path", [INDEX, PEOPLE, DELIVERIES, "/operator/nothing/"])
def test_for_a_member_there_is_no_such_page(member, sign_in, path):
    assert sign_in(member).get(path).status_code == 404


def test_an_operator_who_may_not_sign_in_any_more_is_out(client, operator):
    enter(client, operator)
    User.objects.filter(pk=operator.pk).update(is_active=False)

    assert client.get(INDEX).status_code == 302


def test_the_first_operator_is_made_by_a_command():
    call_command(
        "createsuperuser", interactive=False, email="First@Example.org", name="Fi", verbosity=0
    )

    first = User.objects.get(email="first@example.org")
    assert (first.is_staff, first.date_joined <= timezone.now()) == (True, True)


def test_an_operator_without_a_second_factor_is_led_to_set_one_up(client):
    client.force_login(UserFactory(is_staff=True), backend=BACKEND)

    answer = client.get(PEOPLE)

    assert (answer.status_code, answer["Location"]) == (302, reverse("mfa_index"))


@pytest.mark.parametrize(
    ("seconds_ago", "method", "is_let_in"),
    [
        (0, "mfa", True),
        (admin.SECOND_FACTOR_LASTS_SECONDS - 60, "mfa", True),
        (admin.SECOND_FACTOR_LASTS_SECONDS + 60, "mfa", False),
        (0, "password", False),
    ],
)
def test_the_second_factor_must_be_of_this_hour(client, operator, seconds_ago, method, is_let_in):
    enter(client, operator, seconds_ago=seconds_ago, method=method)

    answer = client.get(PEOPLE)

    assert answer.status_code == (200 if is_let_in else 302)
    if not is_let_in:
        assert answer["Location"].startswith(reverse("mfa_reauthenticate"))
        assert "next=%2Foperator%2Fmemberships%2Fuser%2F" in answer["Location"]


def test_nothing_is_changed_by_a_post_without_a_fresh_second_factor(client, operator):
    enter(client, operator, seconds_ago=admin.SECOND_FACTOR_LASTS_SECONDS + 60)
    delivery = parked()

    answer = client.post(DELIVERIES, {"action": "release", "_selected_action": [delivery.pk]})

    delivery.refresh_from_db()
    assert answer.status_code == 302
    assert delivery.parked_at is not None


def test_the_code_from_the_app_opens_the_door(client, operator):
    client.force_login(operator, backend=BACKEND)
    ask = client.get(INDEX)["Location"]
    code = format_hotp_value(hotp_value(operator.secret, int(time.time()) // 30))

    answer = client.post(ask, {"code": code}, follow=True)

    assert answer.redirect_chain == [(INDEX, 302)]
    assert answer.status_code == 200


@pytest.mark.parametrize(
    ("path", "leads_to"),
    [
        ("/operator/login/", "/accounts/login/?next=%2Foperator%2F"),
        ("/operator/logout/", "/accounts/logout/"),
        ("/operator/password_change/", "/accounts/password/change/"),
    ],
)
def test_there_is_one_way_in_and_out(inside, path, leads_to):
    assert inside.get(path)["Location"] == leads_to


def test_djangos_own_sign_in_takes_no_password(client, operator):
    operator.set_password("correct horse battery")
    operator.save()

    client.post(
        "/operator/login/", {"username": operator.email, "password": "correct horse battery"}
    )

    assert "_auth_user_id" not in client.session


def test_each_page_opens(inside, operator):
    community, someone = CommunityFactory(), UserFactory()
    parked()
    for path in (
        INDEX,
        PEOPLE,
        f"{PEOPLE}{someone.pk}/change/",
        f"{PEOPLE}{someone.pk}/history/",
        f"{PEOPLE}?q=Olga&is_staff__exact=1",
        COMMUNITIES,
        f"{COMMUNITIES}{community.pk}/change/",
        DELIVERIES,
        f"{DELIVERIES}?queue=outside",
        "/operator/search/?s=deliv",
        "/operator/jsi18n/",
    ):
        assert inside.get(path).status_code == 200, path


def test_only_what_belongs_to_no_community_is_there():
    shown = {model.__name__ for model in admin.operator_site._registry}

    assert shown == {"User", "Community", "Delivery"}


def test_a_parked_delivery_is_listed_and_released(inside):
    delivery, waiting = parked(), parked("events.that_waits")
    Delivery.objects.filter(pk=waiting.pk).update(parked_at=None)

    said = inside.get(DELIVERIES).content.decode()
    answer = inside.post(
        DELIVERIES, {"action": "release", "_selected_action": [delivery.pk]}, follow=True
    )

    delivery.refresh_from_db()
    assert "events.mail_someone" in said
    assert "that_waits" not in said
    assert (delivery.parked_at, delivery.attempts) == (None, 0)
    assert "1 delivery released." in answer.content.decode()


def test_an_operator_can_keep_a_person_from_signing_in(inside):
    someone = UserFactory(name="As it was")

    inside.post(f"{PEOPLE}{someone.pk}/change/", {"name": "Renamed", "is_staff": ""})

    someone.refresh_from_db()
    assert (someone.is_active, someone.name) == (False, "As it was")


@pytest.mark.parametrize("path", [f"{PEOPLE}add/", f"{COMMUNITIES}add/", f"{DELIVERIES}add/"])
def test_rows_do_not_come_from_here(inside, path):
    assert inside.get(path).status_code == 403


def test_rows_do_not_go_from_here(inside):
    someone, community, delivery = UserFactory(), CommunityFactory(), parked()
    paths = [
        f"{PEOPLE}{someone.pk}/delete/",
        f"{COMMUNITIES}{community.pk}/delete/",
        f"{DELIVERIES}{delivery.pk}/delete/",
    ]

    assert [inside.post(path, {"post": "yes"}).status_code for path in paths] == [403] * 3


def test_nobody_shuts_themselves_out(inside, operator):
    inside.post(f"{PEOPLE}{operator.pk}/change/", {})

    operator.refresh_from_db()
    assert (operator.is_active, operator.is_staff) == (True, True)


def test_the_policy_is_loosened_here_and_nowhere_else(inside):
    here, elsewhere = inside.get(INDEX), inside.get(reverse("kernel:health"))

    here, elsewhere = (page["Content-Security-Policy"] for page in (here, elsewhere))
    assert "unsafe" not in elsewhere
    assert here.count("unsafe") == 2
    assert "script-src 'self' 'unsafe-eval'" in here
    assert "style-src-attr 'unsafe-inline'" in here
    assert "frame-ancestors 'none'" in here


def test_the_admin_wears_our_name_and_brings_no_styles_of_its_own(inside):
    said = inside.get(PEOPLE).content.decode()

    assert "Twelvefold" in said
    assert "Django" not in said
    assert "<style" not in said
    assert "operator/operator.css" in said


@pytest.mark.parametrize("rows", [1, 20])
def test_lists_ask_the_same_however_long(inside, rows):
    for _row in range(rows):
        parked()
        CommunityFactory()
    inside.get(INDEX)

    counts = []
    for path in (INDEX, PEOPLE, COMMUNITIES, DELIVERIES):
        with counting() as statements:
            inside.get(path)
        counts.append(len(statements))

    # who asks and second factor; then the log, or a list and its count, and its filter
    assert counts == [3, 4, 4, 5]
