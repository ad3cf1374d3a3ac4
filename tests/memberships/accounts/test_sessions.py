"""Who is signed in, where and for how long: what a cookie opens, and when it opens nothing."""

import datetime as dt

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import BACKEND_SESSION_KEY, SESSION_KEY
from django.core import signing
from django.urls import reverse
from django.utils import timezone

from config.kernel.sessions import Session, SessionStore
from memberships.accounts.services import ask_for_deletion, erase_due_accounts
from memberships.communities.models import Membership
from memberships.people.models import User
from tests import scopes
from tests.factories import MembershipFactory
from tests.memberships.accounts.test_sign_in import PASSWORD, code_in, person, sign_up

pytestmark = pytest.mark.django_db

MINE = "/me/"
COOKIE = "sessionid"


def sign_in(browser, user, password=PASSWORD):
    form = {"login": user.email, "password": password}
    return browser.post(reverse("account_login"), form)


def signed_in(user):
    browser = scopes.ScopelessClient()
    assert sign_in(browser, user).status_code == 302
    return browser


def key_of(browser):
    return browser.cookies[COOKIE].value


def row_of(browser):
    return Session.objects.get(pk=key_of(browser))


def is_in(browser):
    """Whether the person's own page opens; else it leads to the sign-in page."""
    answer = browser.get(MINE)
    assert answer.status_code in (200, 302)
    return answer.status_code == 200


def change(browser, **data):
    """Write into the session as if we had done so."""
    store = SessionStore(key_of(browser))
    store.update(data)
    store.save()


# A session is made by us alone, and anew at each sign-in


def test_a_key_given_from_outside_is_not_adopted(client):
    user, planted = person(), "a" * 32
    client.cookies[COOKIE] = planted

    sign_in(client, user)

    assert key_of(client) != planted
    assert is_in(client)
    assert not Session.objects.filter(pk=planted).exists()


@pytest.mark.parametrize("way", ["password", "code"])
def test_the_key_from_before_a_sign_in_opens_nothing_after_it(client, mailoutbox, way):
    user, before = person(), client.session
    before["seen"] = 1
    before.save()
    planted, thief = before.session_key, scopes.ScopelessClient()
    thief.cookies[COOKIE] = planted

    if way == "code":
        ask = client.post(reverse("account_request_login_code"), {"email": user.email})
        assert key_of(client) == planted
        client.post(ask.url, {"code": code_in(mailoutbox[0])})
    else:
        sign_in(client, user)

    assert is_in(client)
    assert key_of(client) != planted
    assert not is_in(thief)


def test_somebody_else_who_signs_in_gets_a_session_of_their_own(client):
    first, second = person(), person()
    sign_in(client, first)
    change(client, seen="by the first")
    key = key_of(client)

    client.force_login(second, backend="allauth.account.auth_backends.AuthenticationBackend")

    assert key_of(client) != key
    assert "seen" not in client.session
    assert row_of(client).person == second


# It ends


def test_signing_out_ends_it(client):
    sign_in(client, person())
    stolen = scopes.ScopelessClient()
    stolen.cookies[COOKIE] = key_of(client)
    assert is_in(stolen)

    client.post(reverse("account_logout"))

    assert not is_in(stolen)


def test_a_new_password_signs_all_others_out(client):
    user = person()
    others = [signed_in(user), signed_in(user)]
    sign_in(client, user)
    new = "thirteen quiet chairs"

    answer = client.post(
        reverse("account_change_password"),
        {"oldpassword": PASSWORD, "password1": new, "password2": new},
    )

    assert answer.status_code == 302
    assert is_in(client)
    assert [is_in(other) for other in others] == [False, False]
    assert Session.objects.filter(person=user).count() == 1


def test_signing_out_everywhere_else_from_the_list_of_sessions(client):
    user = person()
    others = [signed_in(user), signed_in(user)]
    sign_in(client, user)
    page = reverse("usersessions_list")
    assert len(client.get(page).context["sessions"]) == 3

    client.post(page)

    assert is_in(client)
    assert [is_in(other) for other in others] == [False, False]
    assert len(client.get(page).context["sessions"]) == 1


def test_it_expires(client):
    sign_in(client, person())
    live = Session.objects.filter(pk=key_of(client))
    live.update(expire_date=timezone.now() + dt.timedelta(seconds=60))
    assert is_in(client)

    live.update(expire_date=timezone.now() - dt.timedelta(seconds=1))

    assert not is_in(client)


def test_an_erased_person_is_out_everywhere_also_where_no_list_knows_the_session(client):
    user = person()
    sign_in(client, user)
    client.force_login(user, backend="allauth.account.auth_backends.AuthenticationBackend")
    at = timezone.now()

    with scopes.closed():
        ask_for_deletion(user=user, now=at)
        erase_due_accounts(now=at + dt.timedelta(days=8))

    assert not is_in(client)
    assert not Session.objects.filter(person=user).exists()


def test_a_person_who_may_not_sign_in_any_more_is_out(client):
    user = person()
    sign_in(client, user)
    assert is_in(client)

    User.objects.filter(pk=user.pk).update(is_active=False)

    assert not is_in(client)


@pytest.mark.parametrize("status", ["SUSPENDED", "PAUSED", "LEFT"])
def test_a_suspension_bites_at_the_next_request(client, status):
    member = MembershipFactory(user=person())
    page = reverse("memberships:membership_list", args=[member.community.slug])
    sign_in(client, member.user)
    assert client.get(page).status_code == 200

    Membership.objects.filter(pk=member.pk).update(status=status)

    assert client.get(page).status_code == 404
    assert is_in(client)


def test_new_roles_count_at_the_next_request(client):
    member = MembershipFactory(user=person())
    page = reverse("memberships:community_settings", args=[member.community.slug])
    sign_in(client, member.user)
    assert client.get(page).status_code == 403

    Membership.objects.filter(pk=member.pk).update(roles=["MEMBER", "OWNER"])

    assert client.get(page).status_code == 200


# What somebody makes up


@pytest.mark.parametrize(
    "tampered",
    [
        lambda key: key[:-1] + ("a" if key[-1] != "a" else "b"),
        lambda key: key.upper(),
        lambda key: f"{key}'",
        lambda key: f" {key}",
        lambda _key: "' OR '1'='1",
        lambda _key: "%s",
        lambda _key: "",
    ],
)
def test_a_tampered_cookie_opens_nothing(client, tampered):
    sign_in(client, person())
    thief = scopes.ScopelessClient()
    thief.cookies[COOKIE] = tampered(key_of(client))

    assert not is_in(thief)


def test_a_session_that_we_did_not_sign_opens_nothing(client):
    sign_in(client, person())
    data = dict(client.session)
    forged = signing.dumps(data, key="not ours", salt=SessionStore().key_salt, compress=True)

    Session.objects.filter(pk=key_of(client)).update(session_data=forged)

    assert not is_in(client)


def test_a_session_of_a_way_in_that_we_closed_opens_nothing(client):
    sign_in(client, person())

    change(client, **{BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend"})

    assert not is_in(client)


def test_where_the_column_says_otherwise_the_signed_data_are_right(client):
    """And nobody enters a community by a membership that is not theirs."""
    member, other = MembershipFactory(user=person()), MembershipFactory(user=person())
    sign_in(client, member.user)

    Session.objects.filter(pk=key_of(client)).update(person=other.user)

    assert client.get(MINE).wsgi_request.user == member.user
    for slug in (member.community.slug, other.community.slug):
        page = reverse("memberships:membership_list", args=[slug])
        assert client.get(page).status_code == 404


# Keys that are changed


def test_a_new_secret_key_keeps_people_signed_in_while_the_old_one_is_a_fallback(client, settings):
    user = person()
    sign_in(client, user)
    before, old = key_of(client), settings.SECRET_KEY

    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "n" * 50, [old]
    assert is_in(client)
    assert key_of(client) != before
    settings.SECRET_KEY_FALLBACKS = []
    assert is_in(client)


def test_without_the_fallback_everybody_is_out(client, settings):
    sign_in(client, person())

    settings.SECRET_KEY = "n" * 50

    assert not is_in(client)


# The person in the column is the one the data say, whatever the way in


def by_password(client, _mailoutbox, _monkeypatch):
    sign_in(client, person(email="ada@example.org"))


def by_code(client, mailoutbox, _monkeypatch):
    person(email="ada@example.org")
    ask = client.post(reverse("account_request_login_code"), {"email": "ada@example.org"})
    client.post(ask.url, {"code": code_in(mailoutbox[0])})


def by_sign_up(client, mailoutbox, _monkeypatch):
    confirm = sign_up(client, email="ada@example.org")
    client.post(confirm.url, {"code": code_in(mailoutbox[0])})


def by_passkey(client, _mailoutbox, monkeypatch):
    """The browser's part and its signature are allauth's to check: here they are right."""
    user = person(email="ada@example.org")
    passkey = Authenticator.objects.create(user=user, type="webauthn", data={})
    ways = "allauth.mfa.webauthn.internal.auth"
    monkeypatch.setattr(f"{ways}.parse_authentication_response", lambda _response: {})
    monkeypatch.setattr(f"{ways}.extract_user_from_response", lambda _response: user)
    monkeypatch.setattr(f"{ways}.complete_authentication", lambda _user, _response: passkey)
    monkeypatch.setattr(Authenticator, "record_usage", lambda _authenticator: None)
    client.post(reverse("mfa_login_webauthn"), {"credential": '{"id": "k"}'})


@pytest.mark.parametrize("way", [by_password, by_code, by_sign_up, by_passkey])
def test_the_column_knows_who_signed_in(client, mailoutbox, monkeypatch, way):
    way(client, mailoutbox, monkeypatch)

    row = row_of(client)
    assert row.person == User.objects.get(email="ada@example.org")
    assert row.get_decoded()[SESSION_KEY] == str(row.person_id)
    assert is_in(client)
