from datetime import datetime

from config.kernel.transactions import reading_everywhere, use_case, use_case_everywhere
from events.calendar.models.events import Event
from events.calendar.policies import ensure_may_run
from events.hot_seats.models import HotSeatRequest
from events.seats.policies import seats_of
from memberships.communities.models import Membership


@use_case
def ask_for_hot_seat(*, event_id: int, membership: Membership, now: datetime) -> HotSeatRequest:
    """Join the queue. In the last 48 hours, a free place is offered at once."""
    event = _held(event_id, membership=membership)
    rsvp = seats_of(membership).select_related("segment").locked().get(event=event)
    rsvp.event, rsvp.membership = event, membership
    request = HotSeatRequest.ask(rsvp, now=now)
    HotSeatRequest.hand_on(event, now=now)
    request.refresh_from_db(fields=["state", "held_until"])
    return request


@use_case
def accept_hot_seat(*, event_id: int, membership: Membership, now: datetime) -> HotSeatRequest:
    event = _held(event_id, membership=membership)
    request = _mine(event, membership=membership)
    request.accept(by=membership, now=now)
    return request


@use_case
def withdraw_from_hot_seat(
    *, event_id: int, membership: Membership, now: datetime
) -> HotSeatRequest:
    """Leave the queue, decline the offer or give the place back, which goes to the next."""
    event = _held(event_id, membership=membership)
    request = _mine(event, membership=membership)
    request.withdraw(by=membership, now=now)
    HotSeatRequest.hand_on(event, now=now)
    return request


@use_case
def override_hot_seat(
    *, event_id: int, hot_seat_request_id: int, membership: Membership, reason: str, now: datetime
) -> HotSeatRequest:
    """Give a place out of order, for a reason that everyone in the queue sees."""
    request = _to_run(event_id, hot_seat_request_id, membership=membership, now=now)
    request.offer_out_of_order(reason=reason, by=membership, now=now)
    return request


@use_case
def seat_in_hot_seat(
    *, event_id: int, hot_seat_request_id: int, membership: Membership, now: datetime
) -> HotSeatRequest:
    """The host says who is in the hot seat now."""
    request = _to_run(event_id, hot_seat_request_id, membership=membership, now=now)
    request.event.ensure_doors_open(now=now)
    request.take_seat(by=membership, now=now)
    return request


@use_case
def complete_hot_seat(
    *, event_id: int, hot_seat_request_id: int, membership: Membership, now: datetime
) -> HotSeatRequest:
    """The host says that a member had the hot seat."""
    request = _to_run(event_id, hot_seat_request_id, membership=membership, now=now)
    request.complete(by=membership, now=now)
    return request


def process_due_hot_seats(*, now: datetime) -> int:
    """End offers whose time is over and offer free places; return at how many events.

    Each event has its own transaction. Safe to run twice at once.
    """
    return sum(_turn(event_id=event_id, now=now) for event_id in _due(now=now))


@reading_everywhere
def _due(*, now: datetime) -> list[int]:
    requests = HotSeatRequest.objects.everywhere().due(now)
    return list(requests.order_by("event_id").values_list("event_id", flat=True).distinct())


@use_case_everywhere
def _turn(*, event_id: int, now: datetime) -> bool:
    event = Event.objects.everywhere().locked_with_template().get(pk=event_id)
    return HotSeatRequest.hand_on(event, now=now)


def _held(event_id: int, *, membership: Membership) -> Event:
    """Lock the event and its template, so that one hot seat of a format is given at a time."""
    return (
        Event.objects.within(membership.community)
        .published()
        .locked_with_template()
        .get(pk=event_id)
    )


def _mine(event: Event, *, membership: Membership) -> HotSeatRequest:
    """The member's latest request, which may have ended."""
    mine = event.hot_seat_requests.filter(membership=membership, rsvp__state="GOING")
    return mine.order_by("-pk")[:1].get()


def _to_run(
    event_id: int, request_id: int, *, membership: Membership, now: datetime
) -> HotSeatRequest:
    """A request, for those who run the event. Ends void offers first."""
    event = _held(event_id, membership=membership)
    ensure_may_run(membership, event=event)
    HotSeatRequest.lapse(event, now=now)
    requests = event.hot_seat_requests.select_related("rsvp__check_in").filter(rsvp__state="GOING")
    return requests.get(pk=request_id)
