from collections.abc import Iterable
from datetime import datetime

from config.kernel import facts
from config.kernel.transactions import reading_everywhere, use_case, use_case_everywhere
from events.calendar.models.events import Event
from events.calendar.policies import ensure_may_run
from events.hot_seats.facts import HOT_SEAT_OVERRIDDEN
from events.hot_seats.models import HotSeatRequest
from events.seats.policies import ensure_has_seat, seats_of
from memberships.communities.models import Membership


@use_case
def ask_for_hot_seat(*, event_id: int, membership: Membership, now: datetime) -> HotSeatRequest:
    """Stand in the queue; in the last 48 hours a free place is offered at once."""
    event = _held(event_id, membership=membership)
    seats = seats_of(membership).select_related("segment").filter(event=event)
    rsvp = ensure_has_seat(seats.locked().first())
    rsvp.event, rsvp.membership = event, membership
    request = HotSeatRequest.ask(rsvp, now=now)
    _record([request], by=membership, now=now)
    _hand_on(event, now=now)
    request.refresh_from_db(fields=["state", "held_until"])
    return request


@use_case
def accept_hot_seat(*, event_id: int, membership: Membership, now: datetime) -> HotSeatRequest:
    event = _held(event_id, membership=membership)
    request = _mine(event, membership=membership)
    request.accept(now=now)
    _record([request], by=membership, now=now)
    return request


@use_case
def withdraw_from_hot_seat(
    *, event_id: int, membership: Membership, now: datetime
) -> HotSeatRequest:
    """Leave the queue, decline the offer or give the place back; it goes to the next."""
    event = _held(event_id, membership=membership)
    request = _mine(event, membership=membership)
    request.withdraw(now=now)
    _record([request], by=membership, now=now)
    _hand_on(event, now=now)
    return request


@use_case
def override_hot_seat(
    *, event_id: int, hot_seat_request_id: int, membership: Membership, reason: str, now: datetime
) -> HotSeatRequest:
    """Give a place out of order, for a reason that all who queue see."""
    event, request = _to_run(event_id, hot_seat_request_id, membership=membership, now=now)
    request.be_given(reason=reason, by=membership, now=now)
    facts.record(HOT_SEAT_OVERRIDDEN, about=request, by=membership, now=now, event_id=event.pk)
    _record([request], by=membership, now=now)
    return request


@use_case
def seat_in_hot_seat(
    *, event_id: int, hot_seat_request_id: int, membership: Membership, now: datetime
) -> HotSeatRequest:
    """The host says who sits there now; who was before them and is not there is passed over."""
    event, request = _to_run(event_id, hot_seat_request_id, membership=membership, now=now)
    event.ensure_doors_open(now=now)
    passed = request.take_seat(now=now)
    _record([*passed, request], by=membership, now=now)
    return request


@use_case
def complete_hot_seat(
    *, event_id: int, hot_seat_request_id: int, membership: Membership, now: datetime
) -> HotSeatRequest:
    """The host says that somebody had their hot seat."""
    _event, request = _to_run(event_id, hot_seat_request_id, membership=membership, now=now)
    request.complete(now=now)
    _record([request], by=membership, now=now)
    return request


def process_due_hot_seats(*, now: datetime) -> int:
    """End offers whose time is over and offer what is free; at how many events that was so.

    Each event in a transaction of its own. May run again, or twice at once.
    """
    return sum(_turn(event_id=event_id, now=now) for event_id in _due(now=now))


@reading_everywhere
def _due(*, now: datetime) -> list[int]:
    requests = HotSeatRequest.objects.everywhere().to_turn(now)
    return list(requests.order_by("event_id").values_list("event_id", flat=True).distinct())


@use_case_everywhere
def _turn(*, event_id: int, now: datetime) -> bool:
    event = Event.objects.everywhere().locked_with_template().get(pk=event_id)
    return _hand_on(event, now=now)


def _held(event_id: int, *, membership: Membership) -> Event:
    """The event, with the say over all hot seats of its format until the transaction ends."""
    return (
        Event.objects.within(membership.community)
        .published()
        .locked_with_template()
        .get(pk=event_id)
    )


def _mine(event: Event, *, membership: Membership) -> HotSeatRequest:
    """The member's latest request, which may have ended meanwhile."""
    mine = event.hot_seat_requests.filter(membership=membership, rsvp__state="GOING")
    return mine.order_by("-pk")[:1].get()


def _to_run(
    event_id: int, request_id: int, *, membership: Membership, now: datetime
) -> tuple[Event, HotSeatRequest]:
    """For who runs the event, with void offers ended first."""
    event = _held(event_id, membership=membership)
    ensure_may_run(membership, event=event)
    _record(HotSeatRequest.lapse(event, now=now), by=None, now=now)
    requests = event.hot_seat_requests.select_related("rsvp__check_in").filter(rsvp__state="GOING")
    return event, requests.get(pk=request_id)


def _hand_on(event: Event, *, now: datetime) -> bool:
    """End void offers, offer what is free to the next; whether there was anything to do."""
    changed = [
        *HotSeatRequest.lapse(event, now=now),
        *HotSeatRequest.offer_free_seats(event, now=now),
    ]
    _record(changed, by=None, now=now)
    return bool(changed)


def _record(requests: Iterable[HotSeatRequest], *, by: Membership | None, now: datetime) -> None:
    for request in requests:
        name, data = request.news
        facts.record(name, about=request, by=by, now=now, **data)
