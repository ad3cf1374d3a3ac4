"""Tells those who run an event that another room is proposed, and its host that it is theirs."""

from datetime import timedelta

from django.utils import timezone

from config.kernel import facts
from config.kernel.models import Fact
from config.kernel.reactions import reacts_to
from events.seats.emails.rooms import room_host_news, sister_room_proposal
from events.seats.facts import SISTER_ROOM_CONFIRMED, SISTER_ROOM_NEWS_DUE, SISTER_ROOM_PROPOSED
from events.seats.models.sister_rooms import SisterRoom
from events.seats.selectors import room_letters
from memberships.mail.emails import send_for

A_MINUTE = timedelta(minutes=1)


@reacts_to(SISTER_ROOM_PROPOSED, name="events.address_room_proposal")
def address_room_proposal(fact: Fact) -> None:
    """One fact each for the host and for who made the event, so that each mail stands alone."""
    rooms = SisterRoom.objects.within(fact.home).select_related("event")
    room = rooms.get(pk=fact.subject_id)
    now, event_id = fact.happened_at, room.event_id
    for reader_id in sorted({room.event.host_id, room.event.made_by_id}):
        told = {"event_id": event_id, "reader_id": reader_id}
        facts.record(SISTER_ROOM_NEWS_DUE, about=room, by=None, now=now, **told)


@reacts_to(SISTER_ROOM_NEWS_DUE, name="events.mail_room_proposal", outside=True, backoff=A_MINUTE)
def mail_room_proposal(fact: Fact) -> None:
    letter = room_letters.room_proposal(
        sister_room_id=fact.subject_id,
        reader_id=fact.data["reader_id"],
        community=fact.home,
        now=timezone.now(),
    )
    if letter:
        send_for(fact, sister_room_proposal(letter))


@reacts_to(SISTER_ROOM_CONFIRMED, name="events.mail_room_host", outside=True, backoff=A_MINUTE)
def mail_room_host(fact: Fact) -> None:
    """Whoever gave the room to themselves knows it."""
    if fact.actor_id == fact.data["room_host_id"]:
        return
    letter = room_letters.room_confirmation(
        sister_room_id=fact.subject_id, community=fact.home, now=timezone.now()
    )
    if letter:
        send_for(fact, room_host_news(letter))
