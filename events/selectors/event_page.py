from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Case, Q, When

from config.kernel.transactions import reading
from events.models import Event, Rsvp, Segment, TemplateRevision
from events.selectors.loop import carried_over_intention
from events.selectors.people import name_of
from events.selectors.rsvp_panel import Panel, panel_of, segments_of
from events.selectors.wall import Wall, wall_of
from memberships.models import Membership

MOST_INTENTIONS = 60


@dataclass(frozen=True, slots=True)
class PageStep:
    label: str
    minutes: int
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class SharedIntention:
    """What somebody else wants to leave with, where they let this reader see it."""

    text: str
    author: str


@dataclass(frozen=True, slots=True)
class EventPage:
    event: Event
    kind_label: str
    host_name: str
    steps: list[PageStep]
    panel: Panel
    intentions: list[SharedIntention]
    wall: Wall


@reading
def event_page(*, event_id: int, membership: Membership, now: datetime) -> EventPage:
    """Everything the event page shows, in four statements."""
    segments = segments_of(event_id=event_id, membership=membership)
    event = segments[0].event
    rsvps = _mine_and_shared(event=event, membership=membership, segments=segments)
    mine = next((rsvp for rsvp in rsvps if rsvp.membership_id == membership.pk), None)
    panel = panel_of(segments=segments, rsvp=mine, membership=membership, now=now)
    if panel.stage == "open":
        panel = replace(panel, carried=carried_over_intention(membership=membership))
    return EventPage(
        event=event,
        kind_label=event.revision.get_kind_display(),
        host_name=name_of(event.host),
        steps=_steps(event.revision),
        panel=panel,
        intentions=[
            SharedIntention(text=rsvp.intention, author=name_of(rsvp.membership))
            for rsvp in rsvps
            if rsvp is not mine and _may_read(rsvp, panel=panel, membership=membership)
        ],
        wall=wall_of(event=event, membership=membership, rsvp=mine),
    )


def _mine_and_shared(
    *, event: Event, membership: Membership, segments: list[Segment]
) -> list[Rsvp]:
    """The member's own claim first, then the intentions that this reader may be able to read."""
    rooms = max(segment.rooms for segment in segments)
    is_mine = Q(membership=membership)
    is_shared = Q(state="GOING", intention_sight__in=_sights(event, membership, rooms=rooms))
    rsvps = Rsvp.objects.within(membership.community).live().filter(event=event)
    mine_first = Case(When(is_mine, then=0), default=1)
    found = rsvps.filter(is_mine | is_shared & ~Q(intention="")).select_related("membership__user")
    return list(found.order_by(mine_first, "confirmed_at", "id")[:MOST_INTENTIONS])


def _sights(event: Event, membership: Membership, *, rooms: int) -> list[str]:
    """Members' words are for all, hosts' for those who host or instruct, a room's for the room.

    Until people are put into rooms, only an event of one room has a room to share words with.
    """
    if _hosts_or_instructs(event, membership):
        return [Rsvp.Sight.MEMBERS, Rsvp.Sight.ROOM, Rsvp.Sight.HOSTS]
    return [Rsvp.Sight.MEMBERS, Rsvp.Sight.ROOM] if rooms == 1 else [Rsvp.Sight.MEMBERS]


def _may_read(rsvp: Rsvp, *, panel: Panel, membership: Membership) -> bool:
    """A room's words only reach those who sit in it."""
    if rsvp.intention_sight != Rsvp.Sight.ROOM or _hosts_or_instructs(panel.event, membership):
        return True
    mine = panel.mine
    return mine is not None and mine.has_seat and mine.kind == Segment.Kind.INTIMATE


def _hosts_or_instructs(event: Event, membership: Membership) -> bool:
    return event.host_id == membership.pk or membership.is_instructor


def _steps(revision: TemplateRevision) -> list[PageStep]:
    labels = dict(TemplateRevision.StepKind.choices)
    return [
        PageStep(label=str(labels[step["kind"]]), minutes=step["minutes"])
        for step in revision.ritual
    ]
