"""What a mail is, when it is sent and how. Each feature writes its own mails in `emails.py`."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from email.mime.base import MIMEBase
from functools import wraps
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise

from config.kernel.mail_text import text_of
from config.kernel.models import Fact
from config.kernel.reactions import Named, Run, reacts_to
from config.kernel.transactions import reading
from memberships.communities.models import Community, Membership
from memberships.mail.selectors import wants_mail
from memberships.people.models import User

Words = str | Promise
A_MINUTE = timedelta(minutes=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mail:
    """What one mail says, and who gets it: a member, or a person about a `community`.

    `subject` is a lazy translation whose `%(name)s` come from `context`. `template` extends
    `emails/base.html`. `category` is the kind of mail that a member can switch off; None for what
    they must be told. A member comes with their user and community.
    """

    to: Membership | User
    subject: Words
    template: str
    context: Mapping[str, object] = field(default_factory=dict)
    category: str | None = None
    community: Community | None = None
    attachment: MIMEBase | None = None

    @property
    def person(self) -> User:
        return self.to.user if isinstance(self.to, Membership) else self.to

    @property
    def home(self) -> Community | None:
        return self.to.community if isinstance(self.to, Membership) else self.community

    def message(self) -> EmailMultiAlternatives:
        """The mail as HTML and text, in the person's language and zone. No statement."""
        about = {"community": self.home, "name": self.person.get_short_name()}
        links = _ways_out(self)
        with speaking_to(user=self.person, community=self.home):
            words = {"site_url": settings.SITE_URL, **about, **links, **self.context}
            subject = _line(self.subject, words)
            html = render_to_string(self.template, {"subject": subject, **words})
        message = EmailMultiAlternatives(subject, text_of(html), to=[self.person.email])
        message.attach_alternative(html, "text/html")
        if self.attachment:
            message.attach(self.attachment)
        if url := links["unsubscribe_url"]:
            message.extra_headers["List-Unsubscribe"] = f"<{url}>"
            message.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
        return message


def sent_on(*facts: Named, name: str) -> Callable[[Callable[[Fact], Mail | None]], Run]:
    """Send the mail that a function writes when one of these facts arrives.

    The function reads what is so now, in the scope of the fact's community, and returns None where
    there is nothing to say any more. A member gets the mail if they are active, can sign in and
    have not switched off its category. It is rendered and sent when the transaction is over.

    A crash between the sending and the note of it sends the mail again, under the same Message-ID.
    A minute between attempts is longer than a sending takes, so that nothing else is sent twice.
    """

    def register(write: Callable[[Fact], Mail | None]) -> Run:
        @reacts_to(*facts, name=name, outside=True, backoff=A_MINUTE)
        @wraps(write)
        def run(fact: Fact) -> None:
            if mail := _written(write, fact=fact, community=fact.home):
                send_for(fact, mail)

        return run

    return register


def send_for(fact: Fact, mail: Mail) -> None:
    """Send the mail of a fact, under the same Message-ID however often it is sent."""
    message = mail.message()
    moment = int(fact.happened_at.timestamp() * 1_000_000)
    host = urlsplit(absolute("")).hostname
    message.extra_headers["Message-ID"] = f"<{fact.pk}.{moment}@{host}>"
    message.send()


@contextmanager
def speaking_to(*, user: User, community: Community | None) -> Iterator[None]:
    """The reader's language and zone; where they chose none, the community's."""
    language = user.locale or (community and community.locale) or "en"
    zone = user.time_zone or (community and community.time_zone) or "UTC"
    with translation.override(language), timezone.override(ZoneInfo(zone)):
        yield


def absolute(path: str) -> str:
    """A path as a link that works in a mail."""
    return f"{settings.SITE_URL}{path}"


@reading
def _written(
    write: Callable[[Fact], Mail | None],
    *,
    fact: Fact,
    community: Community,  # noqa: ARG001  # the scope
) -> Mail | None:
    mail = write(fact)
    return mail if mail is not None and _is_welcome(mail) else None


def _is_welcome(mail: Mail) -> bool:
    if not isinstance(mail.to, Membership):
        return True
    if mail.to.status != Membership.Status.ACTIVE or not mail.to.user.is_active:
        return False
    return mail.category is None or wants_mail(membership=mail.to, category=mail.category)


def _ways_out(mail: Mail) -> dict[str, str]:
    """Where a member chooses what we mail them, and switches off the category of this mail."""
    if not isinstance(mail.to, Membership):
        return {"preferences_url": "", "unsubscribe_url": ""}
    preferences = absolute(reverse("memberships:notification_preferences"))
    if mail.category is None:
        return {"preferences_url": preferences, "unsubscribe_url": ""}
    token = sign_token(
        purpose="unsubscribe",
        community=mail.to.community_id,
        membership=mail.to.pk,
        category=mail.category,
    )
    leave = absolute(reverse("memberships:unsubscribe", args=[token]))
    return {"preferences_url": preferences, "unsubscribe_url": leave}


def _line(subject: Words, words: Mapping[str, object]) -> str:
    """The subject as one line, even where a name in it has more; a community is its name."""
    line = str(subject)
    if "%(" in line:
        line %= {
            key: value.name if isinstance(value, Community) else value
            for key, value in words.items()
        }
    return " ".join(line.split())


class BadToken(Exception):
    """A link that is not ours, or was cut short."""


def sign_token(*, purpose: str, **content: str | int) -> str:
    """The token of a link. It works for one purpose only, and names its community."""
    return signing.dumps(content, salt=_salt(purpose), compress=True)


def read_token(*, purpose: str, token: str) -> dict[str, Any]:
    """What a token says. Raises `BadToken`; whether it still counts, its row tells."""
    try:
        content: dict[str, Any] = signing.loads(token, salt=_salt(purpose))
    except signing.BadSignature as bad:
        raise BadToken from bad
    return content


def _salt(purpose: str) -> str:
    return f"memberships.{purpose}"
