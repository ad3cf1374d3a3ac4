from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from urllib.parse import urlencode

from django.db.models import QuerySet

from config.kernel.transactions import reading
from events.models import Event, Rsvp, Segment, TemplateRevision
from events.rules.seats import Openness, openness
from events.selectors.people import name_of
from memberships.models import Community, Membership
from memberships.selectors import Panel

PAGE_SIZE = 30
MOST_OPEN_EVENTS = 8
HOSTING = "HOSTING"


@dataclass(frozen=True, slots=True)
class EventCard:
    """One event in a list; `mine` is "", HOSTING or the state of the member's own claim."""

    event_id: int
    title: str
    kind_label: str
    on: date
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    host_name: str
    state: Openness
    has_broadcast: bool
    is_live: bool
    is_over: bool
    mine: str


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    cards: list[EventCard]


@dataclass(frozen=True, slots=True)
class Page:
    number: int
    has_next: bool
    has_previous: bool
    next_query: str
    previous_query: str


@dataclass(frozen=True, slots=True)
class EventList:
    days: list[Day]
    page: Page
    is_past: bool
    kind: str
    kinds: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class OpenEvent:
    event_id: int
    title: str
    kind_label: str
    starts_at: datetime
    ends_at: datetime
    time_zone: str
    state: Openness


@reading
def upcoming_event_list(
    *, membership: Membership, kind: str, number: int, now: datetime
) -> EventList:
    """What is still to be or going on, soonest first."""
    events = Event.objects.within(membership.community).upcoming(now)
    ordered = events.order_by("local_date", "starts_at", "id")
    return _listed(ordered, membership=membership, kind=kind, number=number, is_past=False)


@reading
def past_event_list(*, membership: Membership, kind: str, number: int, now: datetime) -> EventList:
    """What took place, latest first."""
    events = Event.objects.within(membership.community).past(now)
    ordered = events.order_by("-local_date", "-starts_at", "-id")
    return _listed(ordered, membership=membership, kind=kind, number=number, is_past=True)


def open_events_panel(*, community: Community, now: datetime) -> Panel:
    """The next events on a community's public page; read inside that page's own door."""
    events = Event.objects.within(community).upcoming(now).select_related("revision")
    shown = list(events.order_by("starts_at", "id")[:MOST_OPEN_EVENTS])
    ways = _ways_of(shown, community=community)
    content = [
        OpenEvent(
            event_id=event.pk,
            title=event.title,
            kind_label=event.revision.get_kind_display(),
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            time_zone=event.time_zone,
            state=_state(ways[event.pk]),
        )
        for event in shown
    ]
    return Panel(template="events/_open_events.html", content=content)


def _listed(
    events: QuerySet[Event], *, membership: Membership, kind: str, number: int, is_past: bool
) -> EventList:
    if kind:
        events = events.filter(revision__kind=kind)
    first = (number - 1) * PAGE_SIZE
    related = events.select_related("revision", "host__user")
    found = list(related[first : first + PAGE_SIZE + 1])
    return EventList(
        days=_by_day(_cards(found[:PAGE_SIZE], membership=membership)),
        page=_page(number=number, has_next=len(found) > PAGE_SIZE, kind=kind, is_past=is_past),
        is_past=is_past,
        kind=kind,
        kinds=[(value, str(label)) for value, label in TemplateRevision.Kind.choices],
    )


def _cards(events: list[Event], *, membership: Membership) -> list[EventCard]:
    ways = _ways_of(events, community=membership.community)
    mine = _my_claims(events, membership=membership)
    return [
        EventCard(
            event_id=event.pk,
            title=event.title,
            kind_label=event.revision.get_kind_display(),
            on=event.local_date,
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            time_zone=event.time_zone,
            host_name=name_of(event.host),
            state=_state(ways[event.pk]),
            has_broadcast=Segment.Kind.BROADCAST in ways[event.pk],
            is_live=event.state == Event.State.LIVE,
            is_over=event.state == Event.State.ENDED,
            mine=mine.get(event.pk, ""),
        )
        for event in events
    ]


def _ways_of(events: list[Event], *, community: Community) -> dict[int, dict[str, Segment]]:
    ways: dict[int, dict[str, Segment]] = {event.pk: {} for event in events}
    for segment in Segment.objects.within(community).filter(event__in=events):
        ways[segment.event_id][segment.kind] = segment
    return ways


def _state(ways: dict[str, Segment]) -> Openness:
    """An event is as full as its rooms."""
    rooms = ways[Segment.Kind.INTIMATE]
    return openness(taken=rooms.taken, capacity=rooms.capacity)


def _my_claims(events: list[Event], *, membership: Membership) -> dict[int, str]:
    claims = Rsvp.objects.within(membership.community).live().filter(membership=membership)
    mine = dict(claims.filter(event__in=events).values_list("event_id", "state"))
    hosted = {event.pk: HOSTING for event in events if event.host_id == membership.pk}
    return mine | hosted


def _by_day(cards: list[EventCard]) -> list[Day]:
    return [Day(on=day, cards=list(those)) for day, those in groupby(cards, lambda card: card.on)]


def _page(*, number: int, has_next: bool, kind: str, is_past: bool) -> Page:
    kept = {"when": "past"} if is_past else {}
    kept |= {"kind": kind} if kind else {}
    return Page(
        number=number,
        has_next=has_next,
        has_previous=number > 1,
        next_query=urlencode({**kept, "page": number + 1}),
        previous_query=urlencode({**kept, "page": number - 1}),
    )
