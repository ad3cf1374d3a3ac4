from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.db.models import QuerySet

from config.kernel.transactions import reading
from events.calendar.models.events import Event
from events.calendar.models.templates import TemplateRevision
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment
from events.seats.rules import Openness
from memberships.communities.models import Community, Membership
from memberships.pages.selectors import PublicPanel, register_panel

PAGE_SIZE = 30
MOST_OPEN_EVENTS = 8
HOSTING = "HOSTING"


@dataclass(frozen=True, slots=True)
class EventCard:
    """One event in a list; `mine` is "", HOSTING or the state of the member's own claim."""

    event: Event
    state: Openness
    has_broadcast: bool
    mine: str


@dataclass(frozen=True, slots=True)
class Day:
    on: date
    cards: list[EventCard]


@dataclass(frozen=True, slots=True)
class EventList:
    days: list[Day]
    kind: str
    number: int
    has_next: bool
    is_past: bool

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def kinds(self) -> list[tuple[str, str]]:
        return [(value, str(label)) for value, label in TemplateRevision.Kind.choices]


@reading
def upcoming_event_list(
    *, membership: Membership, kind: str, number: int, now: datetime
) -> EventList:
    """Events ahead or going on, soonest first."""
    events = Event.objects.within(membership.community).upcoming(now)
    found = _page_of(events.order_by("local_date", "starts_at", "id"), kind=kind, number=number)
    days = _by_day(found[:PAGE_SIZE], membership=membership, now=now)
    return EventList(days, kind, number, has_next=len(found) > PAGE_SIZE, is_past=False)


@reading
def past_event_list(*, membership: Membership, kind: str, number: int, now: datetime) -> EventList:
    """Past events, latest first."""
    events = Event.objects.within(membership.community).past(now)
    found = _page_of(events.order_by("-local_date", "-starts_at", "-id"), kind=kind, number=number)
    days = _by_day(found[:PAGE_SIZE], membership=membership, now=now)
    return EventList(days, kind, number, has_next=len(found) > PAGE_SIZE, is_past=True)


@register_panel
def open_events_panel(*, community: Community, now: datetime) -> PublicPanel:
    """The next events on a community's public page; read in the scope of that page.

    Without where they meet, and without how full they are: a member could compare that with what
    they see when signed in, and tell that somebody is kept apart from them.
    """
    events = Event.objects.within(community).upcoming(now).defer("meeting_url")
    ordered = events.select_related("revision").order_by("starts_at", "id")
    shown = list(ordered[:MOST_OPEN_EVENTS])
    return PublicPanel(template="events/pages/_open_events.html", content=shown)


def _page_of(events: QuerySet[Event], *, kind: str, number: int) -> list[Event]:
    """The events of this page, and one more where there is another page."""
    if kind:
        events = events.filter(revision__kind=kind)
    first = (number - 1) * PAGE_SIZE
    related = events.select_related("revision", "host__user")
    return list(related[first : first + PAGE_SIZE + 1])


def _by_day(events: list[Event], *, membership: Membership, now: datetime) -> list[Day]:
    segments = _segments_of(events, membership=membership, now=now)
    mine = _my_claims(events, membership=membership)
    cards = [
        EventCard(
            event=event,
            state=segments[event.pk][Segment.Kind.INTIMATE].openness_for_member,
            has_broadcast=Segment.Kind.BROADCAST in segments[event.pk],
            mine=mine.get(event.pk, ""),
        )
        for event in events
    ]
    days = groupby(cards, lambda card: card.event.local_date)
    return [Day(on=day, cards=list(those)) for day, those in days]


def _segments_of(
    events: list[Event], *, membership: Membership, now: datetime
) -> dict[int, dict[str, Segment]]:
    """By event and kind, as full as they look to this member."""
    found: dict[int, dict[str, Segment]] = {event.pk: {} for event in events}
    segments = Segment.objects.within(membership.community)
    seen = segments.with_restrictions_for(membership, now=now)
    for segment in seen.filter(event__in=events):
        found[segment.event_id][segment.kind] = segment
    return found


def _my_claims(events: list[Event], *, membership: Membership) -> dict[int, str]:
    claims = Rsvp.objects.within(membership.community).live().filter(membership=membership)
    mine = dict(claims.filter(event__in=events).values_list("event_id", "state"))
    hosted = {event.pk: HOSTING for event in events if event.host_id == membership.pk}
    return mine | hosted
