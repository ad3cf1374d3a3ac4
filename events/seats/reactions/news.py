"""Splits news of an event into one fact for each reader, so that each mail is sent by itself."""

from config.kernel import facts
from config.kernel.models import Fact
from config.kernel.reactions import reacts_to
from events.calendar.facts import EVENT_CANCELLED, EVENT_CHANGED
from events.calendar.models.events import Event
from events.seats.facts import EVENT_NEWS_DUE, SISTER_ROOM_NEWS_DUE, SISTER_ROOM_PROPOSED
from events.seats.models.sister_rooms import SisterRoom


@reacts_to(EVENT_CHANGED, EVENT_CANCELLED, name="events.address_event_news")
def fan_out_event_news(fact: Fact) -> None:
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


@reacts_to(SISTER_ROOM_PROPOSED, name="events.address_room_proposal")
def fan_out_room_proposal(fact: Fact) -> None:
    """One fact each for the host and for who made the event, so that each mail stands alone."""
    rooms = SisterRoom.objects.within(fact.home).select_related("event")
    room = rooms.get(pk=fact.subject_id)
    now, event_id = fact.happened_at, room.event_id
    for reader_id in sorted({room.event.host_id, room.event.made_by_id}):
        told = {"event_id": event_id, "reader_id": reader_id}
        facts.record(SISTER_ROOM_NEWS_DUE, about=room, by=None, now=now, **told)


def _kind_of_news(fact: Fact) -> str:
    if fact.name == EVENT_CANCELLED.name:
        return "CANCELLED"
    return "MOVED" if fact.data["is_moved"] else "CHANGED"
