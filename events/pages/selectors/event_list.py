from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from urllib.parse import urlencode

from django.db.models import QuerySet

from config.kernel.transactions import reading
from events.calendar.models.events import Event
from events.calendar.models.templates import TemplateRevision
from events.names.selectors import name_of
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment
from events.seats.rules import Openness
from memberships.communities.models import Community, Membership
from memberships.pages.selectors import Panel, register_panel

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


@dataclass(frozen=True, slots=True)
class Asked:
    """Which part of a list."""

    kind: str
    number: int
    is_past: bool


@reading
def upcoming_event_list(
    *, membership: Membership, kind: str, number: int, now: datetime
) -> EventList:
    """What is still to be or going on, soonest first."""
    events = Event.objects.within(membership.community).upcoming(now)
    ordered = events.order_by("local_date", "starts_at", "id")
    asked = Asked(kind=kind, number=number, is_past=False)
    return _listed(ordered, membership=membership, asked=asked, now=now)


@reading
def past_event_list(*, membership: Membership, kind: str, number: int, now: datetime) -> EventList:
    """What took place, latest first."""
    events = Event.objects.within(membership.community).past(now)
    ordered = events.order_by("-local_date", "-starts_at", "-id")
    asked = Asked(kind=kind, number=number, is_past=True)
    return _listed(ordered, membership=membership, asked=asked, now=now)


@register_panel
def open_events_panel(*, community: Community, now: datetime) -> Panel:
    """The next events on a community's public page; read in the scope of that page.

    Without how full they are: whoever compares it with what they see as a member could tell
    that somebody is kept apart from them.
    """
    events = Event.objects.within(community).upcoming(now).select_related("revision")
    shown = list(events.order_by("starts_at", "id")[:MOST_OPEN_EVENTS])
    content = [
        OpenEvent(
            event_id=event.pk,
            title=event.title,
            kind_label=event.revision.get_kind_display(),
            starts_at=event.starts_at,
            ends_at=event.ends_at,
            time_zone=event.time_zone,
        )
        for event in shown
    ]
    return Panel(template="events/pages/_open_events.html", content=content)


def _listed(
    events: QuerySet[Event], *, membership: Membership, asked: Asked, now: datetime
) -> EventList:
    if asked.kind:
        events = events.filter(revision__kind=asked.kind)
    first = (asked.number - 1) * PAGE_SIZE
    related = events.select_related("revision", "host__user")
    found = list(related[first : first + PAGE_SIZE + 1])
    return EventList(
        days=_by_day(_cards(found[:PAGE_SIZE], membership=membership, now=now)),
        page=_page(asked, has_next=len(found) > PAGE_SIZE),
        is_past=asked.is_past,
        kind=asked.kind,
        kinds=[(value, str(label)) for value, label in TemplateRevision.Kind.choices],
    )


def _cards(events: list[Event], *, membership: Membership, now: datetime) -> list[EventCard]:
    ways = _ways_of(events, membership=membership, now=now)
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


def _ways_of(
    events: list[Event], *, membership: Membership, now: datetime
) -> dict[int, dict[str, Segment]]:
    ways: dict[int, dict[str, Segment]] = {event.pk: {} for event in events}
    segments = Segment.objects.within(membership.community).with_restrictions_for(
        membership, now=now
    )
    for segment in segments.filter(event__in=events):
        ways[segment.event_id][segment.kind] = segment
    return ways


def _state(ways: dict[str, Segment]) -> Openness:
    """An event is as full as its rooms, and as they look to this member."""
    return ways[Segment.Kind.INTIMATE].seen_as


def _my_claims(events: list[Event], *, membership: Membership) -> dict[int, str]:
    claims = Rsvp.objects.within(membership.community).live().filter(membership=membership)
    mine = dict(claims.filter(event__in=events).values_list("event_id", "state"))
    hosted = {event.pk: HOSTING for event in events if event.host_id == membership.pk}
    return mine | hosted


def _by_day(cards: list[EventCard]) -> list[Day]:
    return [Day(on=day, cards=list(those)) for day, those in groupby(cards, lambda card: card.on)]


def _page(asked: Asked, *, has_next: bool) -> Page:
    kept = {"when": "past"} if asked.is_past else {}
    kept |= {"kind": asked.kind} if asked.kind else {}
    return Page(
        number=asked.number,
        has_next=has_next,
        has_previous=asked.number > 1,
        next_query=urlencode({**kept, "page": asked.number + 1}),
        previous_query=urlencode({**kept, "page": asked.number - 1}),
    )
