"""The development inbox: mail is kept in the database where no mail server is configured."""

import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage as Parsed
from email.message import MIMEPart
from urllib.parse import urlencode

from allauth.mfa import app_settings as mfa_settings
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.utils import decrypt
from django.core.exceptions import ObjectDoesNotExist
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

from config.kernel.models import InboxMail

MAILS_A_PAGE = 30
HIGHEST_PAGE = 9_999
DEMO_ADDRESSES = "@demo.twelvefold.example"


class InboxBackend(BaseEmailBackend):
    """Keeps each message as sent, one row a recipient."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            raw, now = message.message().as_bytes(), timezone.now()
            InboxMail.objects.bulk_create(
                InboxMail(
                    recipient=recipient[:320],
                    subject=str(message.subject)[:300],
                    raw=raw,
                    sent_at=now,
                )
                for recipient in message.recipients()
            )
        return len(email_messages)


@dataclass(frozen=True, slots=True)
class Pages:
    """Which page of the list is shown, for `components/pagination.html`."""

    number: int
    has_previous: bool
    has_next: bool
    previous_query: str
    next_query: str


@dataclass(frozen=True, slots=True)
class DemoCode:
    """The code that a demo operator's authenticator app would show now."""

    email: str
    code: str


@dataclass(frozen=True, slots=True)
class InboxPage:
    """The list of mails, newest first."""

    mails: list[InboxMail]
    recipient: str
    pages: Pages
    codes: list[DemoCode]


@dataclass(frozen=True, slots=True)
class Attachment:
    """Any other part of a mail than its text and HTML; `size` is in bytes."""

    number: int
    name: str
    content_type: str
    content: bytes

    @property
    def size(self) -> int:
        return len(self.content)


@dataclass(frozen=True, slots=True)
class SentMail:
    """One mail in its parts."""

    pk: int
    recipient: str
    subject: str
    sent_at: datetime
    text: str
    html: str
    attachments: list[Attachment]
    headers: list[tuple[str, str]]


def inbox_page(*, recipient: str, number: str) -> InboxPage:
    """Mails to addresses that contain `recipient`; a bad page number means the first page."""
    wanted = recipient.replace("\x00", "").strip()
    page = min(int(number), HIGHEST_PAGE) if number.isdecimal() and len(number) < 6 else 1  # noqa: PLR2004
    first = (max(page, 1) - 1) * MAILS_A_PAGE
    mails = InboxMail.objects.defer("raw").order_by("-sent_at", "-pk")
    if wanted:
        mails = mails.filter(recipient__icontains=wanted)
    found = list(mails[first : first + MAILS_A_PAGE + 1])
    pages = _pages(max(page, 1), len(found) > MAILS_A_PAGE, wanted)
    return InboxPage(found[:MAILS_A_PAGE], wanted, pages, demo_codes())


def _pages(number: int, has_next: bool, recipient: str) -> Pages:
    def query(page: int) -> str:
        return urlencode({"recipient": recipient, "page": page})

    return Pages(number, number > 1, has_next, query(number - 1), query(number + 1))


def mail(*, mail_id: int) -> SentMail:
    """One mail; raises `InboxMail.DoesNotExist`."""
    row = InboxMail.objects.get(pk=mail_id)
    message = message_from_bytes(bytes(row.raw), policy=policy.default)
    text, html = message.get_body(("plain",)), message.get_body(("html",))
    return SentMail(
        pk=row.pk,
        recipient=row.recipient,
        subject=row.subject,
        sent_at=row.sent_at,
        text=_words(text),
        html=_words(html),
        attachments=_attachments(message, besides=(text, html)),
        headers=[(name, str(value)) for name, value in message.items()],
    )


def attachment(*, mail_id: int, number: int) -> Attachment:
    """One attachment. Raises `ObjectDoesNotExist` without such a mail or part."""
    for part in mail(mail_id=mail_id).attachments:
        if part.number == number:
            return part
    raise ObjectDoesNotExist


def _words(part: MIMEPart | None) -> str:
    return str(part.get_content()) if part is not None else ""


def _attachments(message: Parsed, *, besides: tuple[MIMEPart | None, ...]) -> list[Attachment]:
    parts = [
        part
        for part in message.walk()
        if not part.is_multipart() and not any(part is body for body in besides)
    ]
    return [
        Attachment(
            number=number,
            name=part.get_filename() or f"{number}.{part.get_content_subtype()}",
            content_type=part.get_content_type(),
            content=bytes(part.get_payload(decode=True) or b""),
        )
        for number, part in enumerate(parts, start=1)
    ]


def demo_codes() -> list[DemoCode]:
    """For the demo's operators only, so that anyone with this inbox can try the admin."""
    authenticators = Authenticator.objects.select_related("user").filter(
        type=Authenticator.Type.TOTP,
        user__is_staff=True,
        user__is_active=True,
        user__email__endswith=DEMO_ADDRESSES,
    )
    counter = int(time.time()) // mfa_settings.TOTP_PERIOD
    return [
        DemoCode(
            row.user.email, format_hotp_value(hotp_value(decrypt(row.data["secret"]), counter))
        )
        for row in authenticators.order_by("user__email")
    ]
