from typing import TYPE_CHECKING

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from memberships.mail.emails import absolute, compose, speaking_to
from memberships.mail.models import NotificationPreference

if TYPE_CHECKING:
    from events.names.selectors import RevealLetter


def reveal(letter: "RevealLetter") -> EmailMultiAlternatives:
    """Two know each other now. The name is on the page alone, not in the mail."""
    reader = letter.receiver
    with speaking_to(user=reader.user, community=reader.community):
        handle = letter.other.label
    path = reverse("events:reveal_list", args=[reader.community.slug, letter.event.pk])
    return compose(
        membership=reader,
        category=NotificationPreference.Category.FOLLOW_UPS,
        subject=_("You and %(handle)s have revealed yourselves"),
        template="events/names/emails/reveal",
        context={"handle": handle, "title": letter.event.title, "page_url": absolute(path)},
    )
