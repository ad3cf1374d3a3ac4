"""Builds mails to members, to people and to addresses, and sends what a fact has to say."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.functional import Promise

from config.kernel.models import Fact
from memberships.communities.models import Community, Membership
from memberships.people.models import User

Words = str | Promise
Context = Mapping[str, object]


def compose(
    *,
    membership: Membership,
    category: str | None,
    subject: Words,
    template: str,
    context: Context,
) -> EmailMultiAlternatives:
    """A mail to a member, in their language and zone, with a way to switch its kind off.

    `membership` knows its user and community; `subject` is a lazy translation whose `%(name)s`
    are filled from `context`; `template` names a `.html` and a `.txt`. Without a category (what
    a member must be told) there is nothing to switch off. Asks the database nothing.
    """
    person, community = membership.user, membership.community
    links = _ways_out(membership=membership, category=category)
    about = {"community": community, "membership": membership, "name": person.get_short_name()}
    with speaking_to(user=person, community=community):
        mail = _built(person.email, subject, template, {**about, **links, **context})
    if url := links.get("unsubscribe_url"):
        mail.extra_headers["List-Unsubscribe"] = f"<{url}>"
        mail.extra_headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return mail


def compose_for_person(
    *, user: User, community: Community | None, subject: Words, template: str, context: Context
) -> EmailMultiAlternatives:
    """A mail about an account, or to somebody who is no member: nothing to switch off."""
    with speaking_to(user=user, community=community):
        about = {"community": community, "name": user.get_short_name()}
        return _built(user.email, subject, template, {**about, **context})


def compose_for_address(
    *, email: str, community: Community, subject: Words, template: str, context: Context
) -> EmailMultiAlternatives:
    """A mail to somebody we do not know yet, in the community's language."""
    with speaking_to(user=None, community=community):
        return _built(email, subject, template, {"community": community, **context})


@contextmanager
def speaking_to(*, user: User | None, community: Community | None) -> Iterator[None]:
    """The recipient's language and zone; where they chose none, the community's."""
    language = (user and user.locale) or (community and community.locale) or "en"
    zone = (user and user.time_zone) or (community and community.time_zone) or "UTC"
    with translation.override(language), timezone.override(ZoneInfo(zone)):
        yield


def absolute(path: str) -> str:
    """A path as a link that works in a mail."""
    return f"{settings.SITE_URL}{path}"


def _ways_out(*, membership: Membership, category: str | None) -> dict[str, str]:
    preferences = absolute(reverse("memberships:notification_preferences"))
    if category is None:
        return {"preferences_url": preferences}
    token = sign_token(
        purpose="unsubscribe",
        community=membership.community_id,
        membership=membership.pk,
        category=category,
    )
    leave = absolute(reverse("memberships:unsubscribe", args=[token]))
    return {"preferences_url": preferences, "unsubscribe_url": leave}


def _built(to: str, subject: Words, template: str, context: Context) -> EmailMultiAlternatives:
    filled = {"site_url": settings.SITE_URL, **context}
    line = _line(subject, filled)
    mail = EmailMultiAlternatives(
        subject=line, body=render_to_string(f"{template}.txt", filled).strip() + "\n", to=[to]
    )
    mail.attach_alternative(
        render_to_string(f"{template}.html", {"subject": line, **filled}), "text/html"
    )
    return mail


def _line(subject: Words, filled: Context) -> str:
    """One line, whatever a name in it brings along; a community stands for its name."""
    words = str(subject)
    if "%(" in words:
        words %= {
            key: value.name if isinstance(value, Community) else value
            for key, value in filled.items()
        }
    return " ".join(words.split())


def send_for(fact: Fact, mail: EmailMessage) -> None:
    """Send the mail of a fact, under the same Message-ID however often it is sent."""
    moment = int(fact.happened_at.timestamp() * 1_000_000)
    host = urlsplit(absolute("")).hostname
    mail.extra_headers["Message-ID"] = f"<{fact.pk}.{moment}@{host}>"
    mail.send()


class BadToken(Exception):
    """A link that we did not write, or that was cut."""


def sign_token(*, purpose: str, **content: str | int) -> str:
    """A link's token; it holds for one purpose only and carries its community."""
    return signing.dumps(content, salt=_salt(purpose), compress=True)


def read_token(*, purpose: str, token: str) -> dict[str, Any]:
    """What a token carries. Raises `BadToken`; whether it still holds is told by the row."""
    try:
        content: dict[str, Any] = signing.loads(token, salt=_salt(purpose))
    except signing.BadSignature as bad:
        raise BadToken from bad
    return content


def _salt(purpose: str) -> str:
    return f"memberships.{purpose}"


def page_url(name: str, community: Community) -> str:
    return absolute(reverse(f"memberships:{name}", args=[community.slug]))
