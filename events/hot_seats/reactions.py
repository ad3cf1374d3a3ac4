"""What ends with a seat or an event takes its hot-seat requests along."""

from collections.abc import Iterable
from datetime import datetime

from django.utils import timezone

from config.kernel import facts
from config.kernel.models import Fact
from config.kernel.reactions import reacts_to
from events.calendar.facts import EVENT_CANCELLED, EVENT_ENDED
from events.calendar.models.events import Event
from events.hot_seats.models import HotSeatRequest
from events.seats.facts import SEAT_RELEASED


@reacts_to(SEAT_RELEASED, name="events.end_hot_seat_request_with_claim")
def end_hot_seat_request_with_claim(fact: Fact) -> None:
    """Their place goes to the next in the queue."""
    requests = HotSeatRequest.objects.within(fact.home).active()
    if not requests.filter(rsvp_id=fact.subject_id).exists():
        return
    event = _held(fact, event_id=fact.data["event_id"])
    ended = list(event.hot_seat_requests.active().filter(rsvp_id=fact.subject_id))
    _end(ended, now=fact.happened_at)
    now = max(timezone.now(), fact.happened_at)  # a late worker offers nothing that has lapsed
    void = HotSeatRequest.lapse(event, now=now)
    _record([*void, *HotSeatRequest.offer_free_seats(event, now=now)], now=now)


@reacts_to(EVENT_ENDED, EVENT_CANCELLED, name="events.end_hot_seat_requests_of_event")
def end_hot_seat_requests_of_event(fact: Fact) -> None:
    """Who sits in the hot seat had it; all others asked in vain."""
    standing = HotSeatRequest.objects.within(fact.home).active()
    if not standing.filter(event_id=fact.subject_id).exists():
        return
    event = _held(fact, event_id=fact.subject_id)
    _end(list(event.hot_seat_requests.active().order_by("pk")), now=fact.happened_at)


def _held(fact: Fact, *, event_id: int) -> Event:
    return Event.objects.within(fact.home).locked_with_template().get(pk=event_id)


def _end(requests: list[HotSeatRequest], *, now: datetime) -> None:
    for request in requests:
        request.end_with_seat(now=now)
    _record(requests, now=now)


def _record(requests: Iterable[HotSeatRequest], *, now: datetime) -> None:
    for request in requests:
        name, data = request.news
        facts.record(name, about=request, by=None, now=now, **data)
