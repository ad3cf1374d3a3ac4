from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Q, When

from config.kernel.transactions import reading
from events.models import Event, Rsvp, Segment, TemplateRevision
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
    rsvps = _mine_and_shared(event=event, membership=membership)
    mine = next((rsvp for rsvp in rsvps if rsvp.membership_id == membership.pk), None)
    panel = panel_of(segments=segments, rsvp=mine, membership=membership, now=now)
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


def _mine_and_shared(*, event: Event, membership: Membership) -> list[Rsvp]:
    """The member's own claim first, then the intentions that are not for their author alone."""
    is_mine = Q(membership=membership)
    is_shared = Q(state="GOING") & ~Q(intention="") & ~Q(intention_sight=Rsvp.Sight.ME)
    rsvps = Rsvp.objects.within(membership.community).live().filter(event=event)
    mine_first = Case(When(is_mine, then=0), default=1)
    found = rsvps.filter(is_mine | is_shared).select_related("membership__user")
    return list(found.order_by(mine_first, "confirmed_at", "id")[:MOST_INTENTIONS])


def _may_read(rsvp: Rsvp, *, panel: Panel, membership: Membership) -> bool:
    """Members' words are for all, hosts' for those who host or instruct, a room's for the room.

    Until people are put into rooms, only an event of one room has a room to share words with.
    """
    if rsvp.intention_sight == Rsvp.Sight.MEMBERS:
        return True
    if panel.event.host_id == membership.pk or membership.is_instructor:
        return True
    sits_with_me = panel.mine is not None and panel.mine.kind == Segment.Kind.INTIMATE
    is_my_room = panel.stage in ("seated", "over") and sits_with_me and panel.intimate.rooms == 1
    return rsvp.intention_sight == Rsvp.Sight.ROOM and is_my_room


def _steps(revision: TemplateRevision) -> list[PageStep]:
    labels = dict(TemplateRevision.StepKind.choices)
    return [
        PageStep(label=str(labels[step["kind"]]), minutes=step["minutes"])
        for step in revision.ritual
    ]
