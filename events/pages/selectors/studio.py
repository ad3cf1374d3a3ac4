"""The studio: events with exact seats, templates, series and the month."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import Self

from django.db.models import Count, Q

from config.kernel.transactions import reading
from events.access.selectors import unanswered_needs
from events.calendar.models.events import Event
from events.calendar.models.series import Series
from events.calendar.querysets import EventQuerySet
from events.calendar.selectors import TemplateCard, template_cards
from events.names.selectors import name_of
from events.pages.selectors.months import MonthPage, month_of
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment
from events.seats.selectors.claims import Claims, claims_at
from memberships.communities.models import Community, Membership
from memberships.communities.policies import ensure_may_instruct

EVENTS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Seats:
    """Exact counts, for hosts only."""

    taken: int = 0
    capacity: int = 0
    waiting: int = 0
    watching: int = 0

    def with_segment(self, *, is_intimate: bool, taken: int, capacity: int, waiting: int) -> Self:
        """One more way to attend counted in."""
        waiting = self.waiting + waiting
        if is_intimate:
            return replace(self, taken=taken, capacity=capacity, waiting=waiting)
        return replace(self, watching=taken, waiting=waiting)


@dataclass(frozen=True, slots=True)
class StudioEvent:
    id: int
    title: str
    starts_at: datetime
    ends_at: datetime
    zone: str
    host: str
    state: str
    is_cancelled: bool
    may_change: bool
    is_moved_by_clock_change: bool
    is_edited_alone: bool
    series_id: int | None
    seats: Seats
    open_needs: int

    @classmethod
    def of(cls, event: Event, *, seats: Seats, now: datetime) -> Self:
        return cls(
            id=event.pk,
            title=event.title,
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            zone=event.time_zone,
            host=name_of(event.host),
            state=event.get_state_display(),
            is_cancelled=event.state == Event.State.CANCELLED,
            may_change=event.state == Event.State.SCHEDULED and event.starts_at > now,
            is_moved_by_clock_change=event.is_moved_by_clock_change,
            is_edited_alone=event.is_edited_alone,
            series_id=event.series_id,
            seats=seats,
            open_needs=event.open_needs,  # type: ignore[attr-defined]  # of `studio_events`
        )


@dataclass(frozen=True, slots=True)
class SeriesCard:
    id: int
    title: str
    rule: str
    starts_on: date
    local_time: time
    zone: str
    host: str
    ends_before: date | None

    @classmethod
    def of(cls, series: Series) -> Self:
        return cls(
            id=series.pk,
            title=series.title,
            rule=series.rule,
            starts_on=series.starts_on,
            local_time=series.local_time,
            zone=series.time_zone,
            host=name_of(series.host),
            ends_before=series.ends_before,
        )


@dataclass(frozen=True, slots=True)
class StudioPage:
    events: list[StudioEvent]
    templates: list[TemplateCard]
    series: list[SeriesCard]
    month: MonthPage


@dataclass(frozen=True, slots=True)
class SeriesPage:
    card: SeriesCard
    events: list[StudioEvent]
    follows_id: int | None
    is_running: bool
    claims: Claims


@reading
def studio_page(*, membership: Membership, now: datetime, month: date | None) -> StudioPage:
    """What comes next, with exact seats; the month is the reader's own where none is asked for."""
    ensure_may_instruct(membership)
    first = month or now.date()
    upcoming = Event.objects.within(membership.community).upcoming(now).order_by("starts_at", "pk")
    running = Series.objects.within(membership.community).running(now.date())
    series = running.select_related("host__user").order_by("starts_on", "pk")
    return StudioPage(
        events=studio_events(upcoming[:EVENTS_SHOWN], community=membership.community, now=now),
        templates=template_cards(membership),
        series=[SeriesCard.of(row) for row in series],
        month=month_of(membership=membership, year=first.year, month=first.month, now=now),
    )


@reading
def series_page(*, membership: Membership, series_id: int, now: datetime) -> SeriesPage:
    ensure_may_instruct(membership)
    of_community = Series.objects.within(membership.community).select_related("host__user")
    series = of_community.get(pk=series_id)
    ahead = series.events.filter(starts_at__gt=now).order_by("starts_at")
    ends = series.ends_before
    return SeriesPage(
        card=SeriesCard.of(series),
        events=studio_events(ahead, community=membership.community, now=now),
        follows_id=series.follows_id,
        is_running=ends is None or ends > series.today(now=now),
        claims=claims_at(series.events.not_begun(now), membership.community),
    )


def studio_events(
    events: EventQuerySet[Event], *, community: Community, now: datetime
) -> list[StudioEvent]:
    """Two statements, however many events."""
    counted = events.annotate(open_needs=unanswered_needs(community, event="pk"))
    rows = list(counted.select_related("host__user"))
    seats = _seats([event.pk for event in rows], community)
    return [StudioEvent.of(event, seats=seats.get(event.pk, Seats()), now=now) for event in rows]


def _seats(event_ids: Iterable[int], community: Community) -> dict[int, Seats]:
    those_waiting = Count("rsvps", filter=Q(rsvps__state=Rsvp.State.WAITING))
    rows = (
        Segment.objects.within(community)
        .filter(event__in=list(event_ids))
        .annotate(waiting=those_waiting)
    )
    seats: dict[int, Seats] = {}
    for event_id, kind, taken, capacity, waiting in rows.values_list(
        "event_id", "kind", "taken", "capacity", "waiting"
    ):
        counted = seats.get(event_id, Seats())
        seats[event_id] = counted.with_segment(
            is_intimate=kind == Segment.Kind.INTIMATE,
            taken=taken,
            capacity=capacity or 0,
            waiting=waiting,
        )
    return seats
