"""Mails members about their places. Each reads anew what is so, then speaks; one mail a fact.

A crash between the sending and the note of it sends the mail once more; its Message-ID follows
from the fact, so that mail servers can tell. A minute between attempts outlasts a sending, so
that without a crash nothing is sent twice.
"""

from datetime import datetime, timedelta

from django.core.mail import EmailMessage
from django.utils import timezone

from config.kernel import facts
from config.kernel.models import Fact
from config.kernel.reactions import reacts_to
from events import emails
from events.facts import (
    EVENT_CANCELLED,
    EVENT_CHANGED,
    EVENT_NEWS_DUE,
    LINE_JOINED,
    REMINDER_DUE,
    SEAT_CAME_FREE,
    SEAT_OFFERED,
    SEAT_RELEASED,
    SEAT_RESERVED,
)
from events.models import Event, Reminder, Rsvp
from events.selectors import mails

A_MINUTE = timedelta(minutes=1)


@reacts_to(SEAT_RESERVED, name="events.mail_confirmation", outside=True, backoff=A_MINUTE)
def mail_confirmation(fact: Fact) -> None:
    now = timezone.now()
    letter = mails.confirmation(
        rsvp_id=fact.subject_id, asked_at=fact.happened_at, community=fact.home, now=now
    )
    if letter:
        _send(emails.confirmation(letter, now=now), fact=fact)


@reacts_to(SEAT_OFFERED, name="events.mail_offer", outside=True, backoff=A_MINUTE)
def mail_offer(fact: Fact) -> None:
    now = timezone.now()
    letter = mails.offer(rsvp_id=fact.subject_id, community=fact.home, now=now)
    if letter:
        _send(emails.offer(letter, now=now), fact=fact)


@reacts_to(SEAT_CAME_FREE, name="events.mail_free_seat", outside=True, backoff=A_MINUTE)
def mail_free_seat(fact: Fact) -> None:
    letter = mails.free_seat(rsvp_id=fact.subject_id, community=fact.home, now=timezone.now())
    if letter:
        _send(emails.free_seat(letter), fact=fact)


@reacts_to(LINE_JOINED, name="events.mail_place_in_line", outside=True, backoff=A_MINUTE)
def mail_place_in_line(fact: Fact) -> None:
    line = mails.place_in_line(rsvp_id=fact.subject_id, community=fact.home, now=timezone.now())
    if line:
        _send(emails.place_in_line(line), fact=fact)


@reacts_to(SEAT_RELEASED, name="events.mail_release", outside=True, backoff=A_MINUTE)
def mail_release(fact: Fact) -> None:
    """Takes a seat out of the member's calendar. Leaving the line, or declining, needs no mail."""
    letter_for = {Rsvp.Way.LAPSED: _lapse, Rsvp.Way.REMOVED: _removal}
    mail = letter_for.get(fact.data["way"], _release)(fact)
    if mail:
        _send(mail, fact=fact)


@reacts_to(EVENT_CHANGED, EVENT_CANCELLED, name="events.address_event_news")
def address_event_news(fact: Fact) -> None:
    """One fact for each who has a claim, so that each mail is tried and told apart from others."""
    kind = _kind_of_news(fact)
    event = Event.objects.within(fact.home).get(pk=fact.subject_id)
    for rsvp in event.rsvps.live().order_by("pk"):
        facts.record(
            EVENT_NEWS_DUE,
            about=rsvp,
            by=None,
            now=fact.happened_at,
            event_id=event.pk,
            kind=kind,
            was_at=fact.data.get("was_at"),
        )


@reacts_to(EVENT_NEWS_DUE, name="events.mail_event_news", outside=True, backoff=A_MINUTE)
def mail_event_news(fact: Fact) -> None:
    now = timezone.now()
    find = {"MOVED": mails.move, "CHANGED": mails.change, "CANCELLED": mails.event_cancellation}
    letter = find[fact.data["kind"]](rsvp_id=fact.subject_id, community=fact.home, now=now)
    if letter:
        _send(_news(letter, fact=fact, now=now), fact=fact)


@reacts_to(REMINDER_DUE, name="events.mail_reminder", outside=True, backoff=A_MINUTE)
def mail_reminder(fact: Fact) -> None:
    is_follow_up = fact.data["kind"] == Reminder.Kind.FOLLOW_UP
    mail = _follow_up(fact) if is_follow_up else _reminder(fact)
    if mail:
        _send(mail, fact=fact)


def _release(fact: Fact) -> EmailMessage | None:
    now = timezone.now()
    letter = mails.release(rsvp_id=fact.subject_id, community=fact.home, now=now)
    return emails.release(letter, now=now) if letter else None


def _lapse(fact: Fact) -> EmailMessage | None:
    letter = mails.lapse(rsvp_id=fact.subject_id, community=fact.home, now=timezone.now())
    return emails.lapse(letter) if letter else None


def _removal(fact: Fact) -> EmailMessage | None:
    now = timezone.now()
    letter = mails.removal(rsvp_id=fact.subject_id, community=fact.home, now=now)
    return emails.removal(letter, now=now) if letter else None


def _reminder(fact: Fact) -> EmailMessage | None:
    now = timezone.now()
    letter = mails.reminder(
        reminder_id=fact.subject_id,
        announced_at=fact.happened_at,
        community=fact.home,
        now=now,
    )
    return emails.reminder(letter, now=now) if letter else None


def _follow_up(fact: Fact) -> EmailMessage | None:
    follow = mails.follow_up(
        reminder_id=fact.subject_id,
        announced_at=fact.happened_at,
        community=fact.home,
        now=timezone.now(),
    )
    return emails.follow_up(follow) if follow else None


def _kind_of_news(fact: Fact) -> str:
    if fact.name == EVENT_CANCELLED.name:
        return "CANCELLED"
    return "MOVED" if fact.data["is_moved"] else "CHANGED"


def _news(letter: mails.Letter, *, fact: Fact, now: datetime) -> EmailMessage:
    if fact.data["kind"] == "MOVED":
        was_at = datetime.fromisoformat(fact.data["was_at"])
        return emails.move(letter, was_at=was_at, now=now)
    if fact.data["kind"] == "CHANGED":
        return emails.change(letter, now=now)
    return emails.event_cancellation(letter, now=now)


def _send(mail: EmailMessage, *, fact: Fact) -> None:
    emails.identify(mail, fact_id=fact.pk, happened_at=fact.happened_at)
    mail.send()
