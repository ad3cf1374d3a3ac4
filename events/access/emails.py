"""Mails about access needs. None can be switched off; what somebody needs stands in none."""

from typing import TYPE_CHECKING

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.access.models import AccessNeed
from memberships.communities.models import Membership
from memberships.mail.emails import absolute, compose

if TYPE_CHECKING:
    from events.access.selectors import NeedLetter


def access_need(letter: "NeedLetter", *, to: Membership) -> EmailMultiAlternatives:
    """Asks whoever owes the answer to look."""
    return _to_host(
        letter,
        to=to,
        subject=_("Somebody told you what they need: %(title)s"),
        template="access_need",
    )


def overdue_access_need(letter: "NeedLetter", *, to: Membership) -> EmailMultiAlternatives:
    return _to_host(
        letter,
        to=to,
        subject=_("Somebody still waits for your answer: %(title)s"),
        template="overdue_access_need",
    )


def access_answer(need: AccessNeed) -> EmailMultiAlternatives:
    """To who asked, with the answer."""
    event = need.event
    path = reverse("events:access_need_update", args=[event.community.slug, event.pk])
    return compose(
        membership=need.membership,
        category=None,
        subject=_("About what you need: %(title)s"),
        template="events/access/emails/access_answer",
        context={
            "event": event,
            "title": event.title,
            "need": need,
            "is_confirmed": need.state == AccessNeed.State.CONFIRMED,
            "page_url": absolute(path),
        },
    )


def _to_host(
    letter: "NeedLetter", *, to: Membership, subject: object, template: str
) -> EmailMultiAlternatives:
    event = letter.event
    path = reverse("events:access_need_list", args=[event.community.slug, event.pk])
    return compose(
        membership=to,
        category=None,
        subject=subject,  # type: ignore[arg-type]  # a lazy translation
        template=f"events/access/emails/{template}",
        context={
            "event": event,
            "title": event.title,
            "due_at": letter.due_at,
            "page_url": absolute(path),
        },
    )
