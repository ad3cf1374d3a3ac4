"""Signing up and in, by password or by a mailed code; a guesser learns nothing."""

import pytest
from allauth.account.models import EmailAddress
from django.urls import reverse

from config.kernel.models import Fact
from memberships.communities.models import Membership
from memberships.joining.services import invite_person
from memberships.mail.emails import sign_token
from memberships.people.models import User
from tests import scopes
from tests.memberships.arranging import PASSWORD, code_in, now, owner, person

pytestmark = pytest.mark.django_db


def sign_up(client, *, email="ada@example.org", onward="", **words):
    url = reverse("account_signup") + (f"?next={onward}" if onward else "")
    form = {"email": email, "name": "Ada Lovelace", "password1": PASSWORD, "next": onward}
    return client.post(url, {**form, **words})


def test_a_person_signs_up_confirms_the_address_and_is_in(client, mailoutbox):
    response = sign_up(client)
    assert response.url == reverse("account_email_verification_sent")
    assert client.get(reverse("memberships:community_list")).status_code == 302

    response = client.post(response.url, {"code": code_in(mailoutbox[0])})

    user = User.objects.get()
    assert response.url == reverse("memberships:community_list")
    assert client.get(response.url).status_code == 200
    assert (user.name, user.email, user.locale) == ("Ada Lovelace", "ada@example.org", "en")
    assert EmailAddress.objects.get().verified
    fact = Fact.objects.get(name="memberships.person_signed_up")
    assert (fact.subject_id, fact.community_id) == (user.pk, None)


def test_a_wrong_code_lets_nobody_in(client, mailoutbox):
    response = sign_up(client)

    answer = client.post(response.url, {"code": "WRONG1"})

    assert answer.status_code == 422
    assert client.get(reverse("memberships:community_list")).status_code == 302


def test_account_mail_has_html_beside_its_text(client, mailoutbox):
    sign_up(client)

    (html,) = mailoutbox[0].alternatives
    assert html.mimetype == "text/html"
    assert code_in(mailoutbox[0]) in html.content
    assert not mailoutbox[0].subject.startswith("[")


@pytest.mark.parametrize(
    "wrong",
    [
        {"email": ""},
        {"email": "nobody"},
        {"email": f"{'x' * 250}@example.org"},
        {"name": ""},
        {"name": "x" * 81},
        {"password1": "short"},
        {"password1": "password1234"},
        {"password1": ""},
    ],
)
def test_a_bad_sign_up_makes_no_account(client, wrong):
    response = sign_up(client, **wrong)

    assert response.status_code == 422
    assert list(response.context["form"].errors) == list(wrong)
    assert not User.objects.exists()


def test_signing_up_with_a_known_address_looks_just_the_same(mailoutbox):
    person(email="ada@example.org")

    known = sign_up(scopes.ScopelessClient(), email="ADA@example.org")
    unknown = sign_up(scopes.ScopelessClient(), email="new@example.org")

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)
    assert User.objects.count() == 2
    assert {mail.to[0] for mail in mailoutbox} == {"ada@example.org", "new@example.org"}


def test_a_person_signs_in_by_password_whatever_the_case_of_the_address(client):
    person(email="ada@example.org")

    response = client.post(
        reverse("account_login"), {"login": "Ada@Example.org", "password": PASSWORD}
    )

    assert response.url == reverse("memberships:community_list")


def test_a_wrong_password_and_an_unknown_address_get_one_answer(client):
    person(email="ada@example.org")

    def answer(email):
        response = client.post(reverse("account_login"), {"login": email, "password": "x" * 12})
        return response.status_code, response.context["form"].errors.as_json()

    assert answer("ada@example.org") == answer("nobody@example.org")


def test_a_person_signs_in_by_a_mailed_code(client, mailoutbox):
    person(email="ada@example.org")

    response = client.post(reverse("account_request_login_code"), {"email": "ada@example.org"})
    answer = client.post(response.url, {"code": code_in(mailoutbox[0])})

    assert answer.url == reverse("memberships:community_list")
    assert client.get(answer.url).status_code == 200


def test_asking_for_a_code_for_an_unknown_address_looks_just_the_same():
    person(email="ada@example.org")
    url = reverse("account_request_login_code")

    known = scopes.ScopelessClient().post(url, {"email": "ada@example.org"})
    unknown = scopes.ScopelessClient().post(url, {"email": "nobody@example.org"})

    assert (known.status_code, known.url) == (unknown.status_code, unknown.url)


def test_mail_is_written_in_the_persons_language(client, mailoutbox):
    person(email="ada@example.org", locale="pt")

    client.post(reverse("account_request_login_code"), {"email": "ada@example.org"})

    assert '<html lang="pt"' in mailoutbox[0].alternatives[0].content


def test_an_invited_person_signs_up_and_comes_right_back(client, mailoutbox):
    boss = owner()
    with scopes.closed():
        letter = invite_person(membership=boss, email="ada@example.org", roles=set(), now=now())
    token = sign_token(purpose="invitation", community=boss.community_id, invitation=letter.pk)
    path = reverse("memberships:invitation_detail", args=[token])
    page = client.get(path).content.decode()
    assert f"{reverse('account_signup')}?next=/invitations/" in page

    response = sign_up(client, onward=path)
    response = client.post(response.url, {"code": code_in(mailoutbox[0])})

    assert response.url == path
    assert client.post(path).status_code == 302
    assert Membership.objects.filter(user__email="ada@example.org").exists()


def test_no_way_back_leads_to_another_site(client, mailoutbox):
    response = sign_up(client, onward="https://evil.example/")
    response = client.post(response.url, {"code": code_in(mailoutbox[0])})

    assert response.url == reverse("memberships:community_list")


def test_too_many_sign_ins_are_slowed_down(client, settings):
    settings.ACCOUNT_RATE_LIMITS = {"login_failed": "3/m/ip"}
    person(email="ada@example.org")
    wrong = {"login": "ada@example.org", "password": "x" * 12}
    for _attempt in range(3):
        client.post(reverse("account_login"), wrong)

    right = client.post(
        reverse("account_login"), {"login": "ada@example.org", "password": PASSWORD}
    )

    assert right.status_code in (422, 429)
    assert client.get(reverse("memberships:community_list")).status_code == 302


@pytest.mark.parametrize(
    "name",
    [
        "account_email",
        "account_change_password",
        "mfa_index",
        "mfa_list_webauthn",
        "usersessions_list",
        "memberships:profile_update",
        "memberships:notification_preferences",
        "memberships:account_deletion",
    ],
)
def test_a_persons_own_pages_answer(client, name):
    user = person()
    client.post(reverse("account_login"), {"login": user.email, "password": PASSWORD})

    assert client.get(reverse(name)).status_code == 200
    client.logout()
    assert client.get(reverse(name)).status_code == 302
