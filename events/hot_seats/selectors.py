"""The hot-seat queue, for those who ask and for those who run the event; and its mails."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.db.models import Q

from config.kernel.transactions import reading
from events.calendar.models.events import Event
from events.calendar.policies import ensure_may_run, may_run
from events.hot_seats.models import HotSeatRequest, in_queue_order, skipped_before
from events.hot_seats.rules import OFFERED_BEFORE, Why, places, why_ahead
from events.names.selectors import DisplayNames, display_names_of
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment
from events.seats.policies import seat_or_not_found, seats_of
from memberships.communities.models import Membership

State = HotSeatRequest.State
Stage = Literal["none", "queued", "offered", "accepted", "seated"]
STAGES: dict[str, Stage] = {
    State.QUEUED: "queued",
    State.OFFERED: "offered",
    State.ACCEPTED: "accepted",
    State.SEATED: "seated",
}


@dataclass(frozen=True, slots=True)
class HotSeatPanel:
    """What a member with a seat in a room sees of an event's hot seats, and can do.

    `place` counts from one, `why` how many are before them for each reason; both for those queued.
    """

    stage: Stage
    may_ask: bool
    free: int
    place: int
    why: Mapping[Why, int]
    until: datetime | None
    offers_from: datetime
    are_offered: bool
    has_lapsed: bool
    has_had: bool
    sitting: list[str]
    sat: list[str]
    overrides: list[str]


@dataclass(frozen=True, slots=True)
class HotSeatSection:
    """What pages of an event show of its hot seats; nothing if there are no `places`."""

    places: int
    panel: HotSeatPanel | None
    runs_it: bool


@dataclass(frozen=True, slots=True)
class HotSeatPage:
    """The panel on a page of its own, to show a refusal."""

    event: Event
    hot_seats: HotSeatSection


@dataclass(frozen=True, slots=True)
class HotSeatRow:
    """One request as the host sees it.

    `place` counts from one for those in the queue. `had` is None where the event is blind: it
    would tie a handle to other events. `passes` is how many would be passed over if this one sat
    down now; None where it is not their turn.
    """

    request: HotSeatRequest
    name: str
    place: int
    had: int | None
    passes: int | None


@dataclass(frozen=True, slots=True)
class HotSeatListPage:
    """The queue for those who run the event. `may_seat`: the doors are open, the seat is empty."""

    event: Event
    places: int
    free: int
    rows: list[HotSeatRow]
    sat: list[HotSeatRow]
    may_seat: bool
    is_over: bool
    offers_from: datetime


@reading
def hot_seat_list_page(*, event_id: int, membership: Membership, now: datetime) -> HotSeatListPage:
    """Two statements; one more where the event is blind."""
    event = _event(event_id, membership=membership)
    ensure_may_run(membership, event=event)
    names = display_names_of(event, reader=membership)
    requests = _requests(event, membership=membership, now=now)
    queue = in_queue_order(row for row in requests if _counts(row, now=now))
    done = [row for row in requests if row.state == State.COMPLETED]
    is_taken = any(row.state == State.SEATED for row in queue)
    number = places(event.revision.ritual)
    return HotSeatListPage(
        event=event,
        places=number,
        free=_free(number, queue, done),
        rows=[_row(row, queue=queue, names=names) for row in queue],
        sat=[_row(row, queue=done, names=names) for row in done],
        may_seat=event.are_doors_open(now=now) and not is_taken and len(done) < number,
        is_over=not event.is_scheduled_or_live or event.ends_at <= now,
        offers_from=event.starts_at - OFFERED_BEFORE,
    )


@reading
def hot_seat_page(*, event_id: int, membership: Membership, now: datetime) -> HotSeatPage:
    """For those with a seat."""
    event = _event(event_id, membership=membership)
    seats = seats_of(membership).select_related("segment").filter(event=event)
    is_seated = seat_or_not_found(seats.first()).segment.kind == Segment.Kind.INTIMATE
    hot_seats = hot_seat_section(event=event, is_seated=is_seated, reader=membership, now=now)
    return HotSeatPage(event=event, hot_seats=hot_seats)


def hot_seat_section(
    *,
    event: Event,
    is_seated: bool,
    reader: Membership,
    now: datetime,
    names: DisplayNames | None = None,
) -> HotSeatSection:
    """Needs a tenant scope: one statement, and only where the reader could ask for a hot seat.

    `is_seated`: whether the reader has a seat in a room. Where the event is blind and no names
    are at hand, one more.
    """
    number = places(event.revision.ritual) if event.is_scheduled_or_live else 0
    panel = None
    if number and is_seated:
        known = names or display_names_of(event, reader=reader)
        requests = _requests(event, membership=reader, now=now)
        panel = _panel(event, requests, number=number, reader=reader, names=known, now=now)
    return HotSeatSection(places=number, panel=panel, runs_it=may_run(reader, event))


def _panel(
    event: Event,
    requests: Sequence[HotSeatRequest],
    *,
    number: int,
    reader: Membership,
    names: DisplayNames,
    now: datetime,
) -> HotSeatPanel:
    queue = in_queue_order(row for row in requests if _counts(row, now=now))
    done = [row for row in requests if row.state == State.COMPLETED]
    mine = next((row for row in queue if row.membership_id == reader.pk), None)
    past = [row for row in requests if row.membership_id == reader.pk]
    place, why = _place(queue, mine=mine)
    offers_from = event.starts_at - OFFERED_BEFORE
    return HotSeatPanel(
        stage=STAGES[mine.state] if mine else "none",
        may_ask=mine is None and event.ends_at > now,
        free=_free(number, queue, done),
        place=place,
        why=why,
        until=mine.held_until if mine else None,
        offers_from=offers_from,
        are_offered=offers_from <= now,
        has_lapsed=mine is None and bool(past) and _has_lapsed(past[-1], now=now),
        has_had=any(row.membership_id == reader.pk for row in done),
        sitting=[names.of(row.membership) for row in queue if row.state == State.SEATED],
        sat=[names.of(row.membership) for row in done],
        overrides=[row.override_reason for row in [*done, *queue] if _is_shown_why(row)],
    )


def _event(event_id: int, *, membership: Membership) -> Event:
    published = Event.objects.within(membership.community).published()
    return published.select_related("revision").get(pk=event_id)


def _requests(event: Event, *, membership: Membership, now: datetime) -> list[HotSeatRequest]:
    """All that count or were completed, and the reader's own, oldest first."""
    here = HotSeatRequest.objects.within(membership.community).filter(event=event)
    known = here.with_past(now).select_related("membership__user", "rsvp__check_in")
    counts = Q(state__in=(*STAGES, State.COMPLETED))
    return list(known.filter(counts | Q(membership=membership)).order_by("pk"))


def _counts(request: HotSeatRequest, *, now: datetime) -> bool:
    """Not an offer whose time is over, nor a request of somebody without a seat."""
    has_seat = request.rsvp.state == Rsvp.State.GOING
    return request.state in STAGES and has_seat and not _has_lapsed(request, now=now)


def _has_lapsed(request: HotSeatRequest, *, now: datetime) -> bool:
    is_void = request.held_until is not None and request.held_until <= now
    return is_void or request.state == State.LAPSED


def _free(number: int, queue: Sequence[HotSeatRequest], done: Sequence[HotSeatRequest]) -> int:
    given = sum(row.state != State.QUEUED for row in queue)
    return max(number - given - len(done), 0)


def _place(
    queue: Sequence[HotSeatRequest], *, mine: HotSeatRequest | None
) -> tuple[int, Mapping[Why, int]]:
    if mine is None or mine.state != State.QUEUED:
        return 0, {}
    turns = [row.turn for row in queue if row.state == State.QUEUED]
    ahead = turns[: turns.index(mine.turn)]
    return len(ahead) + 1, why_ahead(ahead, turn=mine.turn)


def _is_shown_why(request: HotSeatRequest) -> bool:
    return bool(request.override_reason) and request.state != State.QUEUED


def _row(
    request: HotSeatRequest, *, queue: Sequence[HotSeatRequest], names: DisplayNames
) -> HotSeatRow:
    before = skipped_before(queue, by=request)
    place, _why = _place(queue, mine=request)
    return HotSeatRow(
        request=request,
        name=names.taken_off(request),
        place=place,
        had=None if names.handles is not None else request.turn.had,
        passes=None if before is None else len(before),
    )
