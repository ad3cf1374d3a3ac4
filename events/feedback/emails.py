from typing import TYPE_CHECKING

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from memberships.mail.emails import absolute, compose
from memberships.mail.models import NotificationPreference

if TYPE_CHECKING:
    from events.feedback.selectors import FeedbackLetter


def pieces_waiting(letter: "FeedbackLetter") -> EmailMultiAlternatives:
    """Says how many wait; neither whose nor what they are called."""
    return _compose(letter, subject=_("Waiting for your answer: %(title)s"), template="pieces")


def answer_came(letter: "FeedbackLetter") -> EmailMultiAlternatives:
    """Says that there is an answer; neither whose nor what it says."""
    return _compose(
        letter, subject=_("Somebody answered your piece: %(title)s"), template="piece_answered"
    )


def _compose(
    letter: "FeedbackLetter", *, subject: Promise, template: str
) -> EmailMultiAlternatives:
    event, reader = letter.feedback.event, letter.reader
    page = reverse("events:feedback_list", args=[reader.community.slug, event.pk])
    return compose(
        membership=reader,
        category=NotificationPreference.Category.FOLLOW_UPS,
        subject=subject,
        template=f"events/feedback/emails/{template}",
        context={
            "event": event,
            "title": event.title,
            "host_name": letter.host,
            "count": letter.count,
            "page_url": absolute(page),
        },
    )
