"""Builds the mails about a claim, each with its calendar file where it changes a calendar.

What a member must know so as not to come in vain (moved, cancelled, taken off) has no category:
it cannot be switched off and offers no unsubscribing. Links open pages; opening one does nothing.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.seats.emails import ics
from events.seats.models.rsvps import Rsvp
from memberships.mail.emails import absolute, compose, speaking_to
from memberships.mail.models import NotificationPreference

if TYPE_CHECKING:
    from events.seats.selectors.letters import Letter, WaitlistLetter


Category = NotificationPreference.Category
Calendar = Callable[..., bytes]


def confirmation(letter: "Letter", *, now: datetime) -> EmailMultiAlternatives:
    mail = compose_for_claim(
        letter,
        category=Category.SEATS,
        subject=_("You have a place: %(title)s"),
        template="events/seats/emails/confirmation",
    )
    return with_invitation(mail, letter, now=now)


def offer(letter: "Letter", *, now: datetime) -> EmailMultiAlternatives:
    return compose_for_claim(
        letter,
        category=Category.SEATS,
        subject=_("A seat is free for you: %(title)s"),
        template="events/seats/emails/offer",
        now=now,
    )


def free_seat(letter: "Letter") -> EmailMultiAlternatives:
    return compose_for_claim(
        letter,
        category=Category.SEATS,
        subject=_("A seat is free, first to accept: %(title)s"),
        template="events/seats/emails/free_seat",
    )


def waitlist_place(line: "WaitlistLetter") -> EmailMultiAlternatives:
    return compose_for_claim(
        line.letter,
        category=Category.SEATS,
        subject=_("You are in line: %(title)s"),
        template="events/seats/emails/waitlist_place",
        place=line.place,
        is_first_to_accept=line.is_first_to_accept,
        repeat=line.letter.repeat,
    )


def lapse(letter: "Letter") -> EmailMultiAlternatives:
    return compose_for_claim(
        letter,
        category=Category.SEATS,
        subject=_("Your offer has lapsed: %(title)s"),
        template="events/seats/emails/lapse",
        repeat=letter.repeat,
    )


def removal(letter: "Letter", *, now: datetime) -> EmailMultiAlternatives:
    mail = compose_for_claim(
        letter,
        category=None,
        subject=_("You were taken off an event: %(title)s"),
        template="events/seats/emails/removal_from_event",
    )
    return _with_cancellation(mail, letter, now=now)


def release(letter: "Letter", *, now: datetime) -> EmailMultiAlternatives:
    mail = compose_for_claim(
        letter,
        category=Category.SEATS,
        subject=_("You gave your place back: %(title)s"),
        template="events/seats/emails/release",
    )
    return _with_cancellation(mail, letter, now=now)


def move(letter: "Letter", *, was_at: datetime, now: datetime) -> EmailMultiAlternatives:
    mail = compose_for_claim(
        letter,
        category=None,
        subject=_("New time: %(title)s"),
        template="events/seats/emails/move",
        was_at=was_at,
    )
    return with_invitation(mail, letter, now=now)


def change(letter: "Letter", *, now: datetime) -> EmailMultiAlternatives:
    mail = compose_for_claim(
        letter,
        category=Category.SEATS,
        subject=_("A change: %(title)s"),
        template="events/seats/emails/change",
    )
    return with_invitation(mail, letter, now=now)


def event_cancellation(letter: "Letter", *, now: datetime) -> EmailMultiAlternatives:
    mail = compose_for_claim(
        letter,
        category=None,
        subject=_("Cancelled: %(title)s"),
        template="events/seats/emails/event_cancellation",
        repeat=letter.repeat,
    )
    return _with_cancellation(mail, letter, now=now)


def compose_for_claim(
    letter: "Letter", *, category: str | None, subject: object, template: str, **more: object
) -> EmailMultiAlternatives:
    rsvp, event = letter.rsvp, letter.rsvp.event
    return compose(
        membership=rsvp.membership,
        category=category,
        subject=subject,  # type: ignore[arg-type]  # a lazy translation
        template=template,
        context={
            "event": event,
            "rsvp": rsvp,
            "title": event.title,
            "handle": letter.handle,
            "host_name": event.host.user.get_short_name(),
            "event_url": link_for("event_detail", rsvp, event.pk),
            "room_url": link_for("room_detail", rsvp, event.pk),
            "events_url": link_for("event_list", rsvp),
            **more,
        },
    )


def with_invitation(
    mail: EmailMultiAlternatives, letter: "Letter", *, now: datetime
) -> EmailMultiAlternatives:
    """Whoever waits or is offered a seat has nothing in their calendar yet."""
    return _with(mail, letter, ics.invitation, method="REQUEST", now=now)


def _with_cancellation(
    mail: EmailMultiAlternatives, letter: "Letter", *, now: datetime
) -> EmailMultiAlternatives:
    return _with(mail, letter, ics.cancellation, method="CANCEL", now=now)


def _with(
    mail: EmailMultiAlternatives,
    letter: "Letter",
    calendar: Calendar,
    *,
    method: str,
    now: datetime,
) -> EmailMultiAlternatives:
    rsvp = letter.rsvp
    if rsvp.confirmed_at is None:
        return mail
    with speaking_to(user=rsvp.membership.user, community=rsvp.membership.community):
        file = calendar(rsvp=rsvp, claims_before=letter.claims_before, now=now)
    ics.attach(mail, file, method=method)
    return mail


def link_for(name: str, rsvp: Rsvp, *arguments: int) -> str:
    slug = rsvp.membership.community.slug
    return absolute(reverse(f"events:{name}", args=[slug, *arguments]))
