from typing import TYPE_CHECKING

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from memberships.mail.emails import absolute, compose
from memberships.mail.models import NotificationPreference

if TYPE_CHECKING:
    from events.seats.selectors.room_letters import RoomLetter


SEATS = NotificationPreference.Category.SEATS


def sister_room_proposal(letter: "RoomLetter") -> EmailMultiAlternatives:
    """Asks who runs the event for another room; names nobody who waits."""
    return _compose(
        letter,
        category=SEATS,
        subject=_("A second room? %(title)s"),
        template="sister_room_proposal",
        page="seat_list",
    )


def room_host_news(letter: "RoomLetter") -> EmailMultiAlternatives:
    """Somebody counts on them, so this cannot be switched off."""
    return _compose(
        letter,
        category=None,
        subject=_("You host a room: %(title)s"),
        template="room_host_news",
        page="event_detail",
    )


def _compose(
    letter: "RoomLetter", *, category: str | None, subject: object, template: str, page: str
) -> EmailMultiAlternatives:
    event, reader = letter.event, letter.reader
    path = reverse(f"events:{page}", args=[reader.community.slug, event.pk])
    return compose(
        membership=reader,
        category=category,
        subject=subject,  # type: ignore[arg-type]  # a lazy translation
        template=f"events/seats/emails/{template}",
        context={
            "event": event,
            "title": event.title,
            "waiting": letter.waiting,
            "page_url": absolute(path),
        },
    )
