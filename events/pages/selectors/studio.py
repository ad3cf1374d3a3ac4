"""The studio: events with exact seats, templates, series and the month."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Self

from config.kernel.transactions import reading
from events.access.selectors import unanswered_needs
from events.calendar.models.events import Event
from events.calendar.models.series import Series
from events.calendar.models.templates import TemplateRevision
from events.calendar.querysets import EventQuerySet
from events.calendar.selectors import newest_revisions
from events.pages.selectors.months import MonthPage, month_of
from events.seats.models.segments import Segment
from events.seats.selectors.claims import ClaimCounts, count_claims, with_counted_segments
from memberships.communities.models import Community, Membership
from memberships.communities.policies import ensure_may_instruct

EVENTS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class StudioEvent:
    """An event with exact counts, for hosts only."""

    event: Event
    rooms: Segment | None
    waiting: int
    watching: int
    may_change: bool

    @classmethod
    def of(cls, event: Event, *, now: datetime) -> Self:
        """From an event `with_counted_segments`."""
        segments = {segment.kind: segment for segment in event.segments.all()}
        broadcast = segments.get(Segment.Kind.BROADCAST)
        return cls(
            event=event,
            rooms=segments.get(Segment.Kind.INTIMATE),
            waiting=sum(segment.waiting for segment in segments.values()),  # type: ignore[attr-defined]
            watching=broadcast.taken if broadcast else 0,
            may_change=event.state == Event.State.SCHEDULED and event.starts_at > now,
        )


@dataclass(frozen=True, slots=True)
class StudioPage:
    events: list[StudioEvent]
    revisions: list[TemplateRevision]
    series: list[Series]
    month: MonthPage


@dataclass(frozen=True, slots=True)
class SeriesPage:
    series: Series
    events: list[StudioEvent]
    is_running: bool
    claims: ClaimCounts


@reading
def studio_page(*, membership: Membership, now: datetime, month: date | None) -> StudioPage:
    """What comes next, with exact seats; the month is the reader's own where none is asked for."""
    ensure_may_instruct(membership)
    first = month or now.date()
    upcoming = Event.objects.within(membership.community).upcoming(now).order_by("starts_at", "pk")
    running = Series.objects.within(membership.community).running(now.date())
    return StudioPage(
        events=studio_events(upcoming[:EVENTS_SHOWN], community=membership.community, now=now),
        revisions=newest_revisions(membership),
        series=list(running.order_by("starts_on", "pk")),
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
        series=series,
        events=studio_events(ahead, community=membership.community, now=now),
        is_running=ends is None or ends > series.today(now=now),
        claims=count_claims(series.events.not_begun(now), membership.community),
    )


def studio_events(
    events: EventQuerySet[Event], *, community: Community, now: datetime
) -> list[StudioEvent]:
    """Two statements, however many events."""
    counted = events.annotate(open_needs=unanswered_needs(community, event="pk"))
    known = with_counted_segments(counted, community).select_related("host__user")
    return [StudioEvent.of(event, now=now) for event in known]
