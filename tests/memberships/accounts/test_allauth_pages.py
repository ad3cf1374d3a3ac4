"""Pages, mails and messages of allauth in our dress, in both languages.

A template that asks for a name its view does not give raises, and a method that it does not call
shows as what it is. So all that a person can reach is drawn here: wrong input first, then right.
"""

import time

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
)
from allauth.urls import urlpatterns
from django.template import engines, loader
from django.urls import reverse
from django.utils.translation import gettext, override, trans_real

from deploy import messages
from tests.memberships.accounts.browser import ODD, Browser, Passkey
from tests.memberships.arranging import PASSWORD, code_in, path_in, person

pytestmark = pytest.mark.django_db

ADA, NEW = "ada@example.org", "new@example.org"


@pytest.fixture(scope="module", autouse=True)
def _portuguese():
    """A fresh checkout has no built catalogue, and its Portuguese is English."""
    messages.compile_all()
    trans_real._translations.pop("pt", None)
    with override("pt"):
        assert gettext("Sign in") != "Sign in"


@pytest.fixture(params=["en", "pt"])
def browser(request):
    return Browser(request.param)


@pytest.fixture
def ada(browser):
    return person(email=ADA, locale=browser.language)


@pytest.fixture
def signed_in(browser, ada):
    browser.send("account_login", login=ADA, password=PASSWORD)
    return ada


@pytest.fixture
def sure(browser, signed_in):
    """Ada, just asked once more for her password."""
    browser.send("account_reauthenticate", password=PASSWORD)
    return signed_in


def code_now(secret):
    return format_hotp_value(hotp_value(secret, int(time.time()) // 30))


@pytest.fixture
def _slow_clock(settings):
    """A code is good for as long as a test takes."""
    settings.MFA_TOTP_TOLERANCE = 2


def views_of(patterns):
    for pattern in patterns:
        yield from views_of(getattr(pattern, "url_patterns", ()))
        if view := getattr(getattr(pattern, "callback", None), "view_class", None):
            yield view


def test_each_page_of_allauth_with_an_address_is_ours():
    names = {getattr(view, "template_name", None) for view in views_of(urlpatterns)} - {None}

    assert len(names) > 20
    assert {name for name in names if loader.get_template(name).backend.name != "jinja2"} == set()


@pytest.mark.parametrize("slip", ["word.upper", "url", "none", "now()"])
def test_control_what_no_page_should_show_is_seen(slip):
    shown = engines["jinja2"].from_string("{{ " + slip + " }}").render({"word": "twelve"})

    assert ODD.search(shown)


@pytest.mark.parametrize(
    "name",
    [
        "account_login",
        "account_signup",
        "account_request_login_code",
        "account_reset_password",
        "account_reset_password_done",
        "account_reset_password_from_key_done",
        "account_inactive",
    ],
)
def test_pages_for_visitors(browser, name):
    browser.open(name)

    assert browser.path == reverse(name)


@pytest.mark.parametrize(
    "name",
    [
        "account_logout",
        "account_email",
        "account_change_password",
        "account_reauthenticate",
        "account_reset_password",
        "account_reset_password_done",
        "mfa_index",
        "mfa_list_webauthn",
        "usersessions_list",
    ],
)
def test_pages_of_a_person(browser, signed_in, name):
    browser.open(name)

    assert browser.path == reverse(name)


@pytest.mark.parametrize(
    ("name", "wrong"),
    [
        ("account_login", {"login": "ada", "password": "hidden words"}),
        ("account_signup", {"email": "ada", "name": "", "password1": "hidden words"}),
        ("account_request_login_code", {"email": "ada"}),
        ("account_reset_password", {"email": "ada"}),
    ],
)
def test_what_a_visitor_typed_wrong_stays_but_for_the_password(browser, name, wrong):
    browser.send(name, **wrong, next="/me/", status=422)

    browser.says("This needs another look")
    assert 'value="ada"' in browser.page
    assert 'name="next" value="/me/"' in browser.page
    assert "hidden words" not in browser.page


def test_a_mailed_code_lets_in(browser, ada, mailoutbox):
    browser.send("account_request_login_code", email=ADA)
    browser.says("Type the code we sent you", "We sent a code to %(recipient)s.", recipient=ADA)
    browser.send("account_confirm_login_code", code="WRONG1", status=422)
    assert 'value="WRONG1"' in browser.page
    browser.says("Incorrect code.")

    browser.send("account_confirm_login_code", code=code_in(mailoutbox[0]))

    browser.says("Your communities")
    browser.got(mailoutbox, "Your code to sign in")


def test_an_unknown_address_gets_a_mail_that_says_so(browser, mailoutbox):
    browser.send("account_request_login_code", email=NEW)
    browser.send("account_reset_password", email=NEW)

    browser.got(mailoutbox, "No account with this address", "No account with this address")


def test_a_new_person_confirms_their_address(browser, mailoutbox):
    browser.send("account_signup", email=NEW, name="Ada", password1=PASSWORD)
    browser.says("Type the code we sent you", "We sent a code to %(email)s.", email=NEW)
    browser.send("account_email_verification_sent", code="WRONG1", status=422)
    assert 'value="WRONG1"' in browser.page
    browser.send("account_email_verification_sent", action="resend")

    browser.send("account_email_verification_sent", code=code_in(mailoutbox[1]))

    browser.says("Your communities", "%(email)s is confirmed.", email=NEW)
    browser.got(mailoutbox, *["Your code to confirm this address"] * 2)


def test_who_signs_up_again_is_told_by_mail_alone(browser, ada, mailoutbox):
    browser.send("account_signup", email=ADA, name="Ada", password1=PASSWORD)

    browser.says("Type the code we sent you")
    browser.got(mailoutbox, "You have an account already")


def test_a_closed_account_says_so(browser, ada):
    ada.is_active = False
    ada.save()

    browser.send("account_login", login=ADA, password=PASSWORD)

    browser.says("This account is closed")


def test_a_forgotten_password_is_set_anew(browser, ada, mailoutbox):
    browser.send("account_reset_password", email=ADA)
    browser.says("Look in your mail")
    link = path_in(mailoutbox[0].body, "/password/reset/key/")
    browser.show(browser.client.get(link, follow=True))
    form, right = browser.path, {"password1": "thirteen chairs", "password2": "thirteen chairs"}
    wrong = browser.client.post(form, right | {"password2": "fourteen chairs"})
    browser.show(wrong, status=422)

    browser.show(browser.client.post(form, right, follow=True))

    browser.says("Your new password is set", "Your password is changed.")
    browser.show(browser.client.get(link, follow=True))
    browser.says("This link is used up")
    browser.got(mailoutbox, "Set a new password", "Your password was changed")


def test_a_password_is_changed(browser, signed_in, mailoutbox):
    right = {"oldpassword": PASSWORD, "password1": "thirteen chairs"}
    right["password2"] = right["password1"]
    browser.send("account_change_password", **right | {"oldpassword": "no"}, status=422)

    browser.send("account_change_password", **right)

    browser.says("Change your password", "Your password is changed.")
    browser.got(mailoutbox, "Your password was changed")


def test_a_person_without_a_password_sets_one(browser, ada, mailoutbox):
    ada.set_unusable_password()
    ada.save()
    browser.client.force_login(ada)
    browser.open("account_change_password")
    browser.says("Set a password")
    browser.send("account_set_password", password1="short", password2="short", status=422)

    browser.send("account_set_password", password1=PASSWORD, password2=PASSWORD)

    browser.says("Change your password", "Your password is set.")
    browser.got(mailoutbox, "Your password is set")


def test_an_address_is_changed(browser, signed_in, mailoutbox):
    browser.send("account_email", email="ada", action_add="1", status=422)
    assert 'value="ada"' in browser.page
    browser.send("account_email", email=NEW, action_add="1")
    browser.says("Type the code we sent you", "Send a new code", "Cancel")
    browser.send("account_email_verification_sent", code="WRONG1", status=422)

    browser.send("account_email_verification_sent", code=code_in(mailoutbox[0]))

    browser.says("%(email)s is confirmed.", email=NEW)
    browser.got(mailoutbox, "Your code to confirm this address", "Your e-mail address was changed")


def test_an_address_cannot_be_changed_to_one_that_another_confirmed(
    browser, signed_in, mailoutbox
):
    browser.send("account_email", email=NEW, action_add="1")
    person(email=NEW)

    browser.send("account_email_verification_sent", code=code_in(mailoutbox[0]), status=422)

    browser.says("A user is already registered with this email address.")


def test_a_code_confirms_no_address_that_another_confirmed_meanwhile(browser, ada, mailoutbox):
    EmailAddress.objects.create(user=ada, email=NEW)
    browser.send("account_request_login_code", email=NEW)
    person(email=NEW)

    browser.send("account_confirm_login_code", code=code_in(mailoutbox[0]))

    browser.says("%(email)s belongs to another account.", email=NEW)


def test_an_address_that_waits_is_not_written_to_and_can_go(browser, signed_in, mailoutbox):
    EmailAddress.objects.create(user=signed_in, email=NEW)
    browser.open("account_email")
    browser.says("Waiting for your confirmation", "Keep the old address")
    browser.send("account_email", email=NEW, action_send="1")
    browser.says("Type the code we sent you")
    browser.send("account_email", email=NEW, action_primary="1")
    browser.says("Confirm the address first, then we can write to it.")

    browser.send("account_email", email=NEW, action_remove="1")

    browser.says("%(email)s is removed.", email=NEW)
    browser.got(mailoutbox, "Your code to confirm this address", "An e-mail address was removed")


def test_one_of_two_addresses_is_written_to(browser, signed_in, mailoutbox):
    EmailAddress.objects.create(user=signed_in, email=NEW, verified=True)
    browser.send("account_email", email=ADA, action_remove="1")
    words = "%(email)s is the address we write to, so it cannot be removed."
    browser.says(words, email=ADA)

    browser.send("account_email", email=NEW, action_primary="1")

    browser.says("We write to the new address from now on.")
    browser.got(mailoutbox, "Your e-mail address was changed")


def test_signing_out_here_and_elsewhere(browser, signed_in):
    elsewhere = Browser(browser.language)
    elsewhere.send("account_login", login=ADA, password=PASSWORD)
    elsewhere.open("usersessions_list")
    elsewhere.says("Sign out the others")

    browser.send("usersessions_list")
    browser.says("You are signed out everywhere else.", "Sign out here")
    browser.send("account_logout")

    browser.says("You are signed out.")


def test_before_a_grave_change_a_person_shows_that_it_is_them(browser, signed_in):
    onward = reverse("mfa_activate_totp")
    browser.open("mfa_activate_totp")
    browser.says("Is it still you?")
    browser.send("account_reauthenticate", password="no", next=onward, status=422)
    assert f'name="next" value="{onward}"' in browser.page

    browser.send("account_reauthenticate", password=PASSWORD, next=onward)

    browser.says("Set up an authenticator app")


@pytest.mark.django_db(transaction=True)  # allauth speaks once it is committed
@pytest.mark.usefixtures("_slow_clock")
def test_an_app_is_set_up_and_turned_off(browser, sure, mailoutbox):
    browser.open("mfa_activate_totp")
    browser.send("mfa_activate_totp", code="wrong", status=422)
    assert 'value="wrong"' in browser.page
    browser.send("mfa_activate_totp", code=code_now(browser.context["form"].secret))
    browser.says("Recovery codes", "The authenticator app is set up.")
    browser.says("You have new recovery codes. The old ones no longer work.")
    browser.open("mfa_index")
    browser.says("Turn it off", "Show the codes")
    browser.open("mfa_deactivate_totp")

    browser.send("mfa_deactivate_totp")

    browser.says("The authenticator app is turned off.")
    browser.got(
        mailoutbox, "An authenticator app was set up", "The authenticator app was turned off"
    )


@pytest.mark.django_db(transaction=True)
def test_recovery_codes_are_shown_saved_and_made_anew(browser, sure, mailoutbox):
    TOTP.activate(sure, generate_totp_secret())
    old = RecoveryCodes.activate(sure).get_unused_codes()
    browser.open("mfa_view_recovery_codes")
    assert all(code in browser.page for code in old)
    saved = browser.client.get(reverse("mfa_download_recovery_codes"))
    assert saved.headers["Content-Type"].startswith("text/plain")
    assert saved.content.decode().split() == old
    browser.open("mfa_generate_recovery_codes")

    browser.send("mfa_generate_recovery_codes")

    browser.says("You have new recovery codes. The old ones no longer work.")
    assert not any(code in browser.page for code in old)
    browser.got(mailoutbox, "New recovery codes were made")


@pytest.mark.usefixtures("_slow_clock")
def test_codes_are_a_second_step_and_show_that_it_is_still_you(browser, ada):
    secret = generate_totp_secret()
    TOTP.activate(ada, secret)
    codes = RecoveryCodes.activate(ada).get_unused_codes()
    browser.send("account_login", login=ADA, password=PASSWORD)
    browser.says("One more step")
    browser.send("mfa_authenticate", code="wrong", status=422)
    assert 'value="wrong"' in browser.page
    browser.send("mfa_authenticate", code=code_now(secret))
    browser.says("Your communities")

    onward = reverse("mfa_generate_recovery_codes")
    browser.open("mfa_generate_recovery_codes")
    browser.says("Is it still you?", "Use authenticator app or code")
    browser.open("mfa_reauthenticate")
    browser.says("Type the code your authenticator app shows now.", "Use your password")
    browser.send("mfa_reauthenticate", code="wrong", next=onward, status=422)
    browser.send("mfa_reauthenticate", code=codes[0], next=onward)

    browser.says("Make new recovery codes?", "The codes you have now stop working at once.")


@pytest.mark.django_db(transaction=True)
def test_a_passkey_is_added_renamed_and_removed(browser, sure, mailoutbox):
    browser.open("mfa_add_webauthn")
    browser.send("mfa_add_webauthn", name="My phone", credential="{}", status=422)
    assert 'value="My phone"' in browser.page
    made = Passkey().made(browser.context["js_data"]["creation_options"])
    browser.send("mfa_add_webauthn", name="My phone", credential=made)
    browser.says("Recovery codes", "The passkey is added.")
    browser.open("mfa_index")
    browser.says("See them")
    key = sure.authenticator_set.get(type="webauthn").pk
    browser.open("mfa_edit_webauthn", key)
    browser.send("mfa_edit_webauthn", key, name="", status=422)
    browser.send("mfa_edit_webauthn", key, name="My old phone")
    browser.says("My old phone", "not used yet")
    assert 'class="chip good"' in browser.page
    browser.open("mfa_remove_webauthn", key)
    browser.says("Remove this passkey?")

    browser.send("mfa_remove_webauthn", key)

    browser.says("No passkeys yet", "The passkey is removed.")
    browser.got(mailoutbox, "A passkey was added", "A passkey was removed")


def test_a_passkey_is_a_second_step_and_shows_that_it_is_still_you(browser, sure):
    passkey = Passkey()
    browser.open("mfa_add_webauthn")
    made = passkey.made(browser.context["js_data"]["creation_options"])
    browser.send("mfa_add_webauthn", credential=made)
    browser.send("account_logout")

    browser.send("account_login", login=ADA, password=PASSWORD)
    browser.says("One more step")
    browser.send("mfa_authenticate", credential="{}")
    signed = passkey.signed(browser.context["js_data"]["request_options"])
    browser.send("mfa_authenticate", credential=signed)
    browser.says("Your communities")
    onward = reverse("mfa_generate_recovery_codes")
    browser.open("mfa_reauthenticate_webauthn")
    signed = passkey.signed(browser.context["js_data"]["request_options"])
    browser.send("mfa_reauthenticate_webauthn", credential=signed, next=onward)

    browser.says("Make new recovery codes?")
    browser.open("mfa_list_webauthn")
    browser.says("last used %(used)s", used="")
