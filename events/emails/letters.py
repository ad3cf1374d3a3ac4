"""Builds the mails about an event, each with its calendar file where it changes a calendar.

What a member must know so as not to come in vain (moved, cancelled, taken off) has no category:
it cannot be switched off and offers no unsubscribing. Links open pages; opening one does nothing.
"""

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from django.core.mail import EmailMessage, EmailMultiAlternatives
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from events.emails import ics
from events.models import Rsvp
from memberships.emails import absolute, compose, speaking_to
from memberships.models import NotificationPreference

if TYPE_CHECKING:
    from events.selectors.mails import FollowUpLetter, Letter, LineLetter

Category = NotificationPreference.Category
Calendar = Callable[..., bytes]


def confirmation(letter: "Letter", *, now: datetime) -> EmailMultiAlternatives:
    mail = _compose(
        letter,
        category=Category.SEATS,
        subject=_("You have a place: %(title)s"),
        template="confirmation",
    )
    return _with_invitation(mail, letter, now=now)


def offer(letter: "Letter", *, now: datetime) -> EmailMultiAlternatives:
    return _compose(
        letter,
        category=Category.SEATS,
        subject=_("A seat is free for you: %(title)s"),
        template="offer",
        now=now,
    )


def free_seat(letter: "Letter") -> EmailMultiAlternatives:
    return _compose(
        letter,
        category=Category.SEATS,
        subject=_("A seat is free, first to accept: %(title)s"),
        template="free_seat",
    )


def place_in_line(line: "LineLetter") -> EmailMultiAlternatives:
    return _compose(
        line.letter,
        category=Category.SEATS,
        subject=_("You are in line: %(title)s"),
        template="place_in_line",
        place=line.place,
        is_first_to_accept=line.is_first_to_accept,
        repeat=line.letter.repeat,
    )


def lapse(letter: "Letter") -> EmailMultiAlternatives:
    return _compose(
        letter,
        category=Category.SEATS,
        subject=_("Your offer has lapsed: %(title)s"),
        template="lapse",
        repeat=letter.repeat,
    )


def removal(letter: "Letter", *, now: datetime) -> EmailMultiAlternatives:
    mail = _compose(
        letter,
        category=None,
        subject=_("You were taken off an event: %(title)s"),
        template="removal_from_event",
    )
    return _with_cancellation(mail, letter, now=now)


def release(letter: "Letter", *, now: datetime) -> EmailMultiAlternatives:
    mail = _compose(
        letter,
        category=Category.SEATS,
        subject=_("You gave your place back: %(title)s"),
        template="release",
    )
    return _with_cancellation(mail, letter, now=now)


def move(letter: "Letter", *, was_at: datetime, now: datetime) -> EmailMultiAlternatives:
    mail = _compose(
        letter,
        category=None,
        subject=_("New time: %(title)s"),
        template="move",
        was_at=was_at,
    )
    return _with_invitation(mail, letter, now=now)


def change(letter: "Letter", *, now: datetime) -> EmailMultiAlternatives:
    mail = _compose(
        letter,
        category=Category.SEATS,
        subject=_("A change: %(title)s"),
        template="change",
    )
    return _with_invitation(mail, letter, now=now)


def event_cancellation(letter: "Letter", *, now: datetime) -> EmailMultiAlternatives:
    mail = _compose(
        letter,
        category=None,
        subject=_("Cancelled: %(title)s"),
        template="event_cancellation",
        repeat=letter.repeat,
    )
    return _with_cancellation(mail, letter, now=now)


def reminder(letter: "Letter", *, now: datetime) -> EmailMultiAlternatives:
    """Names the day and hour by the member's own clock."""
    rsvp = letter.rsvp
    with speaking_to(user=rsvp.membership.user, community=rsvp.membership.community):
        clock = date_format(timezone.localtime(rsvp.event.starts_at), "H:i")
        days = (timezone.localdate(rsvp.event.starts_at) - timezone.localdate(now)).days
    subjects = {0: _("Today at %(clock)s: %(title)s"), 1: _("Tomorrow at %(clock)s: %(title)s")}
    mail = _compose(
        letter,
        category=Category.REMINDERS,
        subject=subjects.get(days, _("Soon: %(title)s")),
        template="reminder",
        clock=clock,
    )
    return _with_invitation(mail, letter, now=now)


def follow_up(follow: "FollowUpLetter") -> EmailMultiAlternatives:
    rsvp = follow.letter.rsvp
    return _compose(
        follow.letter,
        category=Category.FOLLOW_UPS,
        subject=_("After the event: %(title)s"),
        template="follow_up",
        micro_action=follow.micro_action,
        has_wrapped_up=follow.has_wrapped_up,
        wrap_up_url=_link("wrap_up", rsvp, rsvp.event_id),
        loop_url=_link("loop_detail", rsvp),
    )


def identify(mail: EmailMessage, *, fact_id: int, happened_at: datetime) -> None:
    """The same Message-ID however often the mail for a fact is sent."""
    moment = int(happened_at.timestamp() * 1_000_000)
    host = urlsplit(absolute("")).hostname
    mail.extra_headers["Message-ID"] = f"<{fact_id}.{moment}@{host}>"


def _compose(
    letter: "Letter", *, category: str | None, subject: object, template: str, **more: object
) -> EmailMultiAlternatives:
    rsvp, event = letter.rsvp, letter.rsvp.event
    return compose(
        membership=rsvp.membership,
        category=category,
        subject=subject,  # type: ignore[arg-type]  # a lazy translation
        template=f"events/emails/{template}",
        context={
            "event": event,
            "rsvp": rsvp,
            "title": event.title,
            "handle": letter.handle,
            "host_name": event.host.user.get_short_name(),
            "event_url": _link("event_detail", rsvp, event.pk),
            "room_url": _link("room_detail", rsvp, event.pk),
            "events_url": _link("event_list", rsvp),
            **more,
        },
    )


def _with_invitation(
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


def _link(name: str, rsvp: Rsvp, *arguments: int) -> str:
    slug = rsvp.membership.community.slug
    return absolute(reverse(f"events:{name}", args=[slug, *arguments]))
