from dataclasses import dataclass, replace
from datetime import datetime

from django.db.models import Case, Q, When

from config.kernel.prepared_queries import prepared
from config.kernel.transactions import reading
from events.board.selectors import Board, board_of
from events.calendar.models.events import Event
from events.calendar.policies import may_run
from events.feedback.selectors import FeedbackPanel, feedback_panel_of
from events.hot_seats.selectors import HotSeatSection, hot_seat_section
from events.names.selectors import display_names_of
from events.pages.selectors.rsvps import CarriedWords, RsvpPanel, panel_of, segments_of
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment
from events.seats.querysets import RsvpQuerySet
from events.seats.selectors.waitlist import with_places
from memberships.communities.models import Community, Membership

MOST_INTENTIONS = 60


@dataclass(frozen=True, slots=True)
class SharedIntention:
    """What somebody else wants to leave with, where they let this reader see it."""

    text: str
    author: str


@dataclass(frozen=True, slots=True)
class EventPage:
    event: Event
    panel: RsvpPanel
    hot_seats: HotSeatSection
    intentions: list[SharedIntention]
    board: Board
    feedback: FeedbackPanel | None


@reading
def event_page(*, event_id: int, membership: Membership, now: datetime) -> EventPage:
    """Everything the event page shows, in three statements, or four.

    The fourth is for the hot seats, for those with a seat, or for the next repeat.
    """
    segments = segments_of(event_id=event_id, membership=membership, now=now)
    event = segments[0].event
    rsvps = _mine_and_shared(segments, membership=membership, now=now)
    mine = next((rsvp for rsvp in rsvps if rsvp.membership_id == membership.pk), None)
    names = display_names_of(event, reader=membership)
    panel = panel_of(
        segments=segments, rsvp=mine, membership=membership, handle=names.own, now=now
    )
    if panel.stage == "open":
        panel = replace(panel, carried=CarriedWords.of(segments[0]))
    sits = panel.sits_in_room
    reads_rooms = sits or _hosts_or_instructs(event, membership)
    return EventPage(
        event=event,
        panel=panel,
        hot_seats=hot_seat_section(
            event=event, is_seated=sits, reader=membership, names=names, now=now
        ),
        intentions=[
            SharedIntention(text=rsvp.intention, author=names.of(rsvp.membership))
            for rsvp in rsvps
            if rsvp is not mine and (reads_rooms or rsvp.intention_sight != Rsvp.Sight.ROOM)
        ],
        board=board_of(event=event, membership=membership, rsvp=mine, names=names, now=now),
        feedback=feedback_panel_of(event, membership=membership, now=now),
    )


def _mine_and_shared(
    segments: list[Segment], *, membership: Membership, now: datetime
) -> list[Rsvp]:
    """The member's latest claim first, then the words that this reader may be able to read.

    Two who are kept apart read nothing of each other, unless the reader runs the event.
    """
    event = segments[0].event
    return _latest_and_shared(
        community=membership.community,
        membership=membership,
        event=event,
        now=now,
        sights=_sights(event, membership, has_one_room=max(row.rooms for row in segments) == 1),
        reads_all=may_run(membership, event),
    )


@prepared
def _latest_and_shared(
    *,
    community: Community,
    membership: Membership,
    event: Event,
    now: datetime,
    sights: tuple[str, ...],
    reads_all: bool,
) -> RsvpQuerySet[Rsvp]:
    rsvps = Rsvp.objects.within(community).filter(event=event)
    latest = rsvps.filter(membership=membership).order_by("-pk").values("pk")[:1]
    is_shared = Q(state="GOING", intention_sight__in=sights)
    read = rsvps if reads_all else rsvps.not_apart_from(membership, now=now)
    found = read.filter(Q(pk__in=latest) | is_shared & ~Q(intention=""))
    known = with_places(found, community=community)
    mine_first = Case(When(membership=membership, then=0), default=1)
    ordered = known.select_related("membership__user", "access_need").order_by(
        mine_first, "confirmed_at", "id"
    )
    return ordered[:MOST_INTENTIONS]


def _sights(event: Event, membership: Membership, *, has_one_room: bool) -> tuple[str, ...]:
    """Members' words are for all, hosts' for those who host or instruct, a room's for the room.

    Until people are put into rooms, only an event of one room has a room to share words with.
    """
    if _hosts_or_instructs(event, membership):
        return (Rsvp.Sight.MEMBERS, Rsvp.Sight.ROOM, Rsvp.Sight.HOSTS)
    return (Rsvp.Sight.MEMBERS, Rsvp.Sight.ROOM) if has_one_room else (Rsvp.Sight.MEMBERS,)


def _hosts_or_instructs(event: Event, membership: Membership) -> bool:
    return event.host_id == membership.pk or membership.is_instructor
