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
from events.calendar.facts import EVENT_CANCELLED, EVENT_CHANGED
from events.calendar.models.events import Event
from events.seats.emails.claims import (
    change,
    confirmation,
    event_cancellation,
    free_seat,
    lapse,
    move,
    offer,
    release,
    removal,
    waitlist_place,
)
from events.seats.facts import (
    EVENT_NEWS_DUE,
    SEAT_CAME_FREE,
    SEAT_OFFERED,
    SEAT_RELEASED,
    SEAT_RESERVED,
    WAITLIST_JOINED,
)
from events.seats.models.rsvps import Rsvp
from events.seats.selectors import letters
from memberships.mail.emails import send_for

A_MINUTE = timedelta(minutes=1)


@reacts_to(SEAT_RESERVED, name="events.mail_confirmation", outside=True, backoff=A_MINUTE)
def mail_confirmation(fact: Fact) -> None:
    now = timezone.now()
    letter = letters.confirmation(
        rsvp_id=fact.subject_id, asked_at=fact.happened_at, community=fact.home, now=now
    )
    if letter:
        send_for(fact, confirmation(letter, now=now))


@reacts_to(SEAT_OFFERED, name="events.mail_offer", outside=True, backoff=A_MINUTE)
def mail_offer(fact: Fact) -> None:
    now = timezone.now()
    letter = letters.offer(rsvp_id=fact.subject_id, community=fact.home, now=now)
    if letter:
        send_for(fact, offer(letter, now=now))


@reacts_to(SEAT_CAME_FREE, name="events.mail_free_seat", outside=True, backoff=A_MINUTE)
def mail_free_seat(fact: Fact) -> None:
    letter = letters.free_seat(rsvp_id=fact.subject_id, community=fact.home, now=timezone.now())
    if letter:
        send_for(fact, free_seat(letter))


@reacts_to(WAITLIST_JOINED, name="events.mail_waitlist_place", outside=True, backoff=A_MINUTE)
def mail_waitlist_place(fact: Fact) -> None:
    line = letters.waitlist_place(rsvp_id=fact.subject_id, community=fact.home, now=timezone.now())
    if line:
        send_for(fact, waitlist_place(line))


@reacts_to(SEAT_RELEASED, name="events.mail_release", outside=True, backoff=A_MINUTE)
def mail_release(fact: Fact) -> None:
    """Takes a seat out of the member's calendar. Leaving the waitlist needs no mail."""
    letter_for = {Rsvp.ReleaseReason.LAPSED: _lapse, Rsvp.ReleaseReason.REMOVED: _removal}
    mail = letter_for.get(fact.data["way"], _release)(fact)
    if mail:
        send_for(fact, mail)


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
    find = {
        "MOVED": letters.move,
        "CHANGED": letters.change,
        "CANCELLED": letters.event_cancellation,
    }
    letter = find[fact.data["kind"]](rsvp_id=fact.subject_id, community=fact.home, now=now)
    if letter:
        send_for(fact, _news(letter, fact=fact, now=now))


def _release(fact: Fact) -> EmailMessage | None:
    now = timezone.now()
    letter = letters.release(rsvp_id=fact.subject_id, community=fact.home, now=now)
    return release(letter, now=now) if letter else None


def _lapse(fact: Fact) -> EmailMessage | None:
    letter = letters.lapse(rsvp_id=fact.subject_id, community=fact.home, now=timezone.now())
    return lapse(letter) if letter else None


def _removal(fact: Fact) -> EmailMessage | None:
    now = timezone.now()
    letter = letters.removal(rsvp_id=fact.subject_id, community=fact.home, now=now)
    return removal(letter, now=now) if letter else None


def _kind_of_news(fact: Fact) -> str:
    if fact.name == EVENT_CANCELLED.name:
        return "CANCELLED"
    return "MOVED" if fact.data["is_moved"] else "CHANGED"


def _news(letter: letters.Letter, *, fact: Fact, now: datetime) -> EmailMessage:
    if fact.data["kind"] == "MOVED":
        was_at = datetime.fromisoformat(fact.data["was_at"])
        return move(letter, was_at=was_at, now=now)
    if fact.data["kind"] == "CHANGED":
        return change(letter, now=now)
    return event_cancellation(letter, now=now)
