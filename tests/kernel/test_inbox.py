"""Where no mail server is set up, mail can be read on a page; elsewhere there is no such page."""

from datetime import timedelta
from email.message import EmailMessage as Parsed

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret, validate_totp_code
from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import timezone

from config.kernel.inbox import InboxBackend
from config.kernel.models import InboxMail
from tests.factories import UserFactory
from tests.statements import counting

pytestmark = pytest.mark.django_db

LIST = "/inbox/"
ICS = "BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"


def compose(subject="Hello", to=("ana@example.org",), text="See you", html=""):
    mail = EmailMultiAlternatives(subject, text, "Twelvefold <hello@example.org>", list(to))
    if html:
        mail.attach_alternative(html, "text/html")
    return mail


def send(mail=None):
    InboxBackend().send_messages([mail or compose()])
    return InboxMail.objects.latest("pk")


def pages_of(mail):
    yield LIST
    yield reverse("kernel:inbox_detail", args=[mail.pk])
    yield reverse("kernel:inbox_html", args=[mail.pk])
    yield reverse("kernel:inbox_attachment", args=[mail.pk, 1])


def read(client, path):
    answer = client.get(path)
    assert answer.status_code == 200, path
    return answer.content.decode()


def test_a_mail_is_kept_once_for_each_recipient():
    send(compose(to=("ana@example.org", "rui@example.org")))

    assert set(InboxMail.objects.values_list("recipient", flat=True)) == {
        "ana@example.org",
        "rui@example.org",
    }
    assert len({bytes(mail.raw) for mail in InboxMail.objects.all()}) == 1


def test_an_empty_inbox_says_what_will_land_there(client):
    assert "No mail yet" in read(client, LIST)


def test_the_newest_mail_comes_first(client):
    for number, word in enumerate(("first", "second", "third")):
        mail = send(compose(subject=word))
        InboxMail.objects.filter(pk=mail.pk).update(
            sent_at=timezone.now() + timedelta(minutes=number)
        )
    said = read(client, LIST)

    assert said.index("third") < said.index("second") < said.index("first")


def test_mail_is_found_by_a_part_of_the_address(client):
    send(compose(subject="for Ana", to=("ana@example.org",)))
    send(compose(subject="for Rui", to=("rui@example.org",)))

    said = read(client, f"{LIST}?recipient=ANA@")

    assert "for Ana" in said
    assert "for Rui" not in said
    assert "No mail for that address" in read(client, f"{LIST}?recipient=nobody")


@pytest.mark.parametrize(
    "odd", ["%00", "%25", "%27%22%3E%3Cscript%3E", "%F0%9F%92%8C", "x" * 2000, "%E2%80%AE"]
)
def test_an_odd_search_finds_nothing_and_breaks_nothing(client, odd):
    send()
    said = read(client, f"{LIST}?recipient={odd}")

    assert "<script>" not in said
    assert ("Hello" in said) == (odd == "%00")


@pytest.mark.parametrize("page", ["0", "-1", "abc", "²", "9" * 5000, "99999", ""])
def test_an_odd_page_number_is_a_page(client, page):
    send()

    read(client, f"{LIST}?page={page}")


def test_a_long_inbox_has_pages(client):
    for number in range(31):
        send(compose(subject=f"mail {number:02}", to=("ana@example.org",)))

    first = read(client, f"{LIST}?recipient=ana")
    second = read(client, f"{LIST}?recipient=ana&page=2")

    assert "?recipient=ana&amp;page=2" in first
    assert "mail 00" not in first
    assert "mail 00" in second
    assert "?recipient=ana&amp;page=1" in second


def test_a_mail_is_shown_with_its_words_links_and_headers(client):
    mail = send(compose(text="Come to http://localhost/c/x/ & bring <b>tea</b>"))

    said = read(client, reverse("kernel:inbox_detail", args=[mail.pk]))

    assert '<a href="http://localhost/c/x/"' in said
    assert "&lt;b&gt;tea&lt;/b&gt;" in said
    assert "Message-ID" in said


def test_what_people_wrote_into_a_subject_stays_words(client):
    mail = send(compose(subject="<script>alert(1)</script> \u202e 💌"))

    for path in (LIST, reverse("kernel:inbox_detail", args=[mail.pk])):
        said = read(client, path)
        assert "<script>alert" not in said
        assert "💌" in said


def test_html_is_shown_apart_and_may_do_nothing(client):
    mail = send(compose(html="<html><head></head><body><script>x</script>Hi</body></html>"))

    detail = read(client, reverse("kernel:inbox_detail", args=[mail.pk]))
    answer = client.get(reverse("kernel:inbox_html", args=[mail.pk]))

    assert "<script>x" not in detail
    assert 'sandbox="allow-popups' in detail
    policy = answer["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "script-src" not in policy
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert '<head><base target="_blank">' in answer.content.decode()


def test_attachments_can_be_taken_along(client):
    mail = compose(html="<p>Hi</p>")
    mail.attach("event.ics", ICS, "text/calendar")
    mail.attach("picture.png", b"\x89PNG", "image/png")
    kept = send(mail)

    said = read(client, reverse("kernel:inbox_detail", args=[kept.pk]))
    ics, png = (
        client.get(reverse("kernel:inbox_attachment", args=[kept.pk, number])) for number in (1, 2)
    )

    assert "event.ics" in said
    assert "picture.png" in said
    assert b"".join(ics.streaming_content).decode().split() == ICS.split()
    assert ics["Content-Type"].startswith("text/calendar")
    assert ics["Content-Disposition"] == 'attachment; filename="event.ics"'
    assert b"".join(png.streaming_content) == b"\x89PNG"


def test_an_invitation_among_the_alternatives_can_be_taken_along_too(client):
    mail = compose(html="<p>Hi</p>")
    mail.attach_alternative(ICS, "text/calendar; method=REQUEST")
    kept = send(mail)

    answer = client.get(reverse("kernel:inbox_attachment", args=[kept.pk, 1]))

    assert b"".join(answer.streaming_content).decode().split() == ICS.split()


def test_a_mail_of_headers_only_can_be_opened(client):
    bare = Parsed()
    bare["Subject"] = "Bare"
    mail = InboxMail.objects.create(
        recipient="x@example.org", subject="", raw=bare.as_bytes(), sent_at=timezone.now()
    )

    assert "Bare" in read(client, reverse("kernel:inbox_detail", args=[mail.pk]))


def test_what_is_not_there_is_a_404(client):
    mail = send()
    missing = [
        reverse("kernel:inbox_detail", args=[mail.pk + 1]),
        reverse("kernel:inbox_html", args=[mail.pk + 1]),
        reverse("kernel:inbox_attachment", args=[mail.pk, 1]),
        reverse("kernel:inbox_attachment", args=[mail.pk + 1, 1]),
        f"/inbox/{'9' * 30}/",
    ]

    assert [client.get(path).status_code for path in missing] == [404] * 5


@pytest.mark.parametrize(
    "deployed",
    [
        {"HAS_MAIL_SERVER": True},
        {"SITE_URL": "https://twelvefold.example"},
        {"DEVELOPMENT": False},
    ],
    ids=str,
)
def test_where_real_mail_is_sent_there_is_no_inbox(client, settings, deployed):
    mail = compose()
    mail.attach("event.ics", ICS, "text/calendar")
    paths = list(pages_of(send(mail)))
    before = [client.get(path).status_code for path in paths]
    for name, value in deployed.items():
        setattr(settings, name, value)

    assert before == [200] * 4
    assert [client.get(path).status_code for path in paths] == [404] * 4


def operator(email, **fields):
    user = UserFactory(email=email, **{"is_staff": True, **fields})
    secret = generate_totp_secret()
    TOTP.activate(user, secret)
    return secret


def test_the_demo_operators_code_is_shown_and_opens(client):
    secret = operator("operator@demo.twelvefold.example")

    codes = client.get(LIST).context["page"].codes

    assert [code.email for code in codes] == ["operator@demo.twelvefold.example"]
    assert validate_totp_code(secret, codes[0].code)
    assert codes[0].code in read(client, LIST)


@pytest.mark.parametrize(
    ("email", "fields"),
    [
        ("operator@example.org", {}),
        ("operator@demo.twelvefold.example.org", {}),
        ("member@demo.twelvefold.example", {"is_staff": False}),
        ("gone@demo.twelvefold.example", {"is_active": False}),
    ],
)
def test_nobody_elses_code_is_shown(client, email, fields):
    operator(email, **fields)

    assert client.get(LIST).context["page"].codes == []


@pytest.mark.parametrize("mails", [1, 25])
def test_the_pages_ask_little(client, mails):
    for _mail in range(mails):
        mail = send()
    operator("operator@demo.twelvefold.example")

    with counting() as for_list:
        client.get(LIST)
    with counting() as for_detail:
        client.get(reverse("kernel:inbox_detail", args=[mail.pk]))

    assert (len(for_list), len(for_detail)) == (2, 1)
