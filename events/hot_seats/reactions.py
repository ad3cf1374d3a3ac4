"""Ends hot-seat requests with their seat or event."""

from django.utils import timezone

from config.kernel.models import Fact
from config.kernel.reactions import reacts_to
from events.calendar.facts import EVENT_CANCELLED, EVENT_ENDED
from events.calendar.models.events import Event
from events.hot_seats.models import HotSeatRequest
from events.seats.facts import SEAT_RELEASED


@reacts_to(SEAT_RELEASED, name="events.end_hot_seat_request_with_claim")
def end_hot_seat_request_with_claim(fact: Fact) -> None:
    """Offers their place to the next in the queue."""
    requests = HotSeatRequest.objects.within(fact.home).active()
    if not requests.filter(rsvp_id=fact.subject_id).exists():
        return
    event = _held(fact, event_id=fact.data["event_id"])
    for request in event.hot_seat_requests.active().filter(rsvp_id=fact.subject_id):
        request.close_automatically(now=fact.happened_at)
    now = max(timezone.now(), fact.happened_at)  # a late worker offers nothing that has lapsed
    HotSeatRequest.hand_on(event, now=now)


@reacts_to(EVENT_ENDED, EVENT_CANCELLED, name="events.end_hot_seat_requests_of_event")
def end_hot_seat_requests_of_event(fact: Fact) -> None:
    """A member who is in the hot seat has had it."""
    requests = HotSeatRequest.objects.within(fact.home).active()
    if not requests.filter(event_id=fact.subject_id).exists():
        return
    event = _held(fact, event_id=fact.subject_id)
    for request in event.hot_seat_requests.active().order_by("pk"):
        request.close_automatically(now=fact.happened_at)


def _held(fact: Fact, *, event_id: int) -> Event:
    return Event.objects.within(fact.home).locked_with_template().get(pk=event_id)
