"""How mail to members is written, and how they switch it off."""

import datetime as dt

import pytest
from django.test import Client
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from config.kernel.models import Fact
from memberships.communities.models import Membership
from memberships.mail.emails import Mail, sign_token
from memberships.mail.models import NotificationPreference
from memberships.mail.querysets import who_want
from memberships.mail.selectors import wants_mail
from tests import scopes
from tests.factories import MembershipFactory
from tests.memberships.arranging import path_in

pytestmark = pytest.mark.django_db

REMINDERS = NotificationPreference.Category.REMINDERS
COMMUNITY = NotificationPreference.Category.COMMUNITY


def letter(member, *, category=COMMUNITY, subject="Hi", **context):
    return Mail(
        to=member,
        category=category,
        subject=subject,
        template="memberships/joining/emails/join_request.html",
        context={"person": "Ada", "message": "", **context},
    ).message()


def test_a_mail_has_both_shapes_and_asks_the_database_nothing(member, django_assert_num_queries):
    with scopes.closed(), django_assert_num_queries(0):
        mail = letter(member, message="Hello <b>you</b>")

    html = mail.alternatives[0]
    assert mail.to == [member.user.email]
    assert "Hello <b>you</b>" in mail.body
    assert "Hello &lt;b&gt;you&lt;/b&gt;" in html.content
    assert html.mimetype == "text/html"


def test_a_mail_may_be_switched_off_with_one_click(member):
    mail = letter(member)

    header = mail.extra_headers["List-Unsubscribe"]
    assert mail.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert header.strip("<>") in mail.body
    assert header.strip("<>") in mail.alternatives[0].content


def test_what_must_be_told_cannot_be_switched_off(member):
    mail = letter(member, category=None)

    assert "List-Unsubscribe" not in mail.extra_headers
    assert "/unsubscribe/" not in mail.body


def test_a_subject_is_one_line_whatever_a_name_brings():
    member = MembershipFactory(community__name="A\nBcc: x@example.org 100%")

    mail = letter(member, subject=_("%(person)s asks to join %(community)s"))

    assert mail.subject == "Ada asks to join A Bcc: x@example.org 100%"
    assert mail.message()["Subject"]


@pytest.mark.parametrize(
    ("theirs", "communitys", "spoken"), [("pt", "en", "pt"), ("", "pt", "pt"), ("", "en", "en")]
)
def test_mail_speaks_the_members_language_else_the_communitys(theirs, communitys, spoken):
    member = MembershipFactory(user__locale=theirs, community__locale=communitys)

    assert f'<html lang="{spoken}"' in letter(member).alternatives[0].content


def test_mail_tells_the_time_of_the_members_zone():
    member = MembershipFactory(
        user__time_zone="Asia/Tokyo", user__locale="en", community__time_zone="Europe/Lisbon"
    )
    noon = dt.datetime(2030, 6, 1, 12, tzinfo=dt.UTC)

    mail = Mail(
        to=member,
        subject="x",
        template="memberships/accounts/emails/deletion_asked.html",
        context={"due_at": noon},
    ).message()

    assert "9 p.m." in mail.body


def unsubscribe_path(member, category=COMMUNITY):
    return path_in(letter(member, category=category).body, "/unsubscribe/")


def test_the_link_shows_first_and_a_post_switches_off(client, member):
    path = unsubscribe_path(member)

    assert client.get(path).status_code == 200
    assert not NotificationPreference.objects.exists()
    response = client.post(path)

    assert "sends you no more mail of this kind" in response.content.decode()
    row = NotificationPreference.objects.get()
    assert (row.membership_id, row.category, row.community_id) == (
        member.pk,
        COMMUNITY,
        member.community_id,
    )


def test_a_mail_program_unsubscribes_without_a_csrf_token(member):
    strict = Client(enforce_csrf_checks=True)

    with scopes.closed():
        for _twice in range(2):
            response = strict.post(unsubscribe_path(member), {"List-Unsubscribe": "One-Click"})
            assert response.status_code == 200

    assert NotificationPreference.objects.count() == 1
    assert Fact.objects.filter(name="memberships.preferences_changed").count() == 1


def test_a_token_of_another_community_switches_nothing_off(client, member):
    stranger = MembershipFactory()
    forged = sign_token(
        purpose="unsubscribe",
        community=member.community_id,
        membership=stranger.pk,
        category=COMMUNITY,
    )

    response = client.post(reverse("memberships:unsubscribe", args=[forged]))

    assert response.status_code == 404
    assert not NotificationPreference.objects.exists()


@pytest.mark.parametrize("token", ["x", "a:b:c", "ü" * 9])
def test_a_made_up_token_is_not_there(client, token):
    url = reverse("memberships:unsubscribe", args=[token])

    assert client.get(url).status_code == 404
    assert client.post(url).status_code == 404


def test_wants_mail_follows_the_preferences():
    member = MembershipFactory()
    NotificationPreference.set_muted(member, COMMUNITY, is_muted=True, now=member.joined_at)

    assert not wants_mail(membership=member, category=COMMUNITY)
    assert wants_mail(membership=member, category=REMINDERS)
    assert list(who_want(Membership.objects.all(), COMMUNITY)) == []
    assert list(who_want(Membership.objects.all(), REMINDERS)) == [member]


def test_choosing_for_each_community_on_the_page(sign_in):
    member = MembershipFactory()
    elsewhere = MembershipFactory(user=member.user)
    url = reverse("memberships:notification_preferences")
    client = sign_in(member)
    page = client.get(url)
    assert [form.initial["wanted"] for _c, form in page.context["forms"]] == [
        NotificationPreference.Category.values
    ] * 2

    wanted = ["SEATS", "REMINDERS"]
    response = client.post(url, {"membership": member.pk, "wanted": wanted})

    assert response.url == url
    rows = NotificationPreference.objects.order_by("category")
    assert [(row.membership_id, row.category) for row in rows] == [
        (member.pk, "COMMUNITY"),
        (member.pk, "FOLLOW_UPS"),
    ]
    client.post(url, {"membership": member.pk, "wanted": NotificationPreference.Category.values})
    assert not rows.all().exists()
    assert elsewhere.notification_preferences.count() == 0


def test_nobody_chooses_for_somebody_else(sign_in, member):
    stranger = MembershipFactory()
    url = reverse("memberships:notification_preferences")

    response = sign_in(member).post(url, {"membership": stranger.pk, "wanted": []})

    assert response.status_code == 404
    assert not NotificationPreference.objects.exists()


@pytest.mark.parametrize(
    "wrong",
    [
        {"membership": "", "wanted": []},
        {"membership": "x", "wanted": []},
        {"membership": str(10**30), "wanted": []},
        {"membership": "mine", "wanted": ["SPAM"]},
    ],
)
def test_bad_input_changes_no_preference(sign_in, member, wrong):
    url = reverse("memberships:notification_preferences")
    sent = {**wrong, "membership": wrong["membership"].replace("mine", str(member.pk))}

    response = sign_in(member).post(url, sent)

    assert response.status_code == 422
    assert 'role="alert"' in response.content.decode()
    assert not NotificationPreference.objects.exists()
