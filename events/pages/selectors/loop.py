from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q, QuerySet

from config.kernel.prepared_queries import prepared
from config.kernel.transactions import reading
from events.attendance.models import MicroAction, day_of
from events.attendance.rules import streak_begins_on, weeks_attended
from events.calendar.models.events import Event
from events.calendar.querysets import EventQuerySet
from events.seats.models.check_ins import CheckIn
from events.seats.models.rsvps import Rsvp
from events.seats.querysets import RsvpQuerySet
from events.seats.selectors.waitlist import waitlist_place
from memberships.communities.models import Community, Membership

HISTORY_LENGTH = 24
REPEATS_SHOWN = 6


@dataclass(frozen=True, slots=True)
class LoopPage:
    """A member's own loop. `seats`, `offers` and `waiting` lie ahead; a place counts from 1.

    `open_rooms` are the events whose doors are open now. `weeks` tells of the last twelve, oldest
    first, whether the member was at an event.
    """

    seats: list[Rsvp]
    open_rooms: set[int]
    offers: list[Rsvp]
    waiting: list[Rsvp]
    actions: list[MicroAction]
    untold: list[Rsvp]
    told: list[Rsvp]
    weeks: list[bool]
    repeats: list[Event]
    today: date

    @property
    def weeks_here(self) -> int:
        return sum(self.weeks)

    @property
    def is_new(self) -> bool:
        """Whether there is nothing to show yet."""
        ahead = self.seats or self.offers or self.waiting or self.actions
        return not (ahead or self.untold or self.told)


@reading
def loop_page(*, membership: Membership, now: datetime) -> LoopPage:
    """Everything of my loop: five statements, however long it is."""
    community = membership.community
    ahead = _ahead(community=community, membership=membership, now=now)
    past = _past(community=community, membership=membership, now=now)
    today = day_of(membership, moment=now)
    seats = [rsvp for rsvp in ahead if rsvp.state == Rsvp.State.GOING]
    return LoopPage(
        seats=seats,
        open_rooms={rsvp.event_id for rsvp in seats if rsvp.event.are_doors_open(now=now)},
        offers=[rsvp for rsvp in ahead if rsvp.state == Rsvp.State.OFFERED],
        waiting=[rsvp for rsvp in ahead if rsvp.state == Rsvp.State.WAITING],
        actions=_open_actions(community=community, membership=membership),
        untold=[rsvp for rsvp in past if _may_be_told(rsvp, now=now)],
        told=[rsvp for rsvp in past if not rsvp.has_open_intention],
        weeks=weeks_attended(days=_days_here(membership, today=today), today=today),
        repeats=_soonest(_next_repeats(community=community, membership=membership, now=now)),
        today=today,
    )


@prepared
def _ahead(*, community: Community, membership: Membership, now: datetime) -> RsvpQuerySet[Rsvp]:
    standing = Q(event__state__in=("SCHEDULED", "LIVE"), event__ends_at__gt=now)
    claims = Rsvp.objects.within(community).filter(membership=membership)
    live = claims.filter(standing, state__in=("GOING", "OFFERED", "WAITING"))
    mine = live.exclude(state="OFFERED", held_until__lte=now)
    known = mine.select_related("event", "check_in").annotate(place=waitlist_place(community))
    return known.order_by("event__starts_at", "pk")


@prepared
def _past(*, community: Community, membership: Membership, now: datetime) -> RsvpQuerySet[Rsvp]:
    """The latest seats with an intention, of events that have begun; newest first."""
    took_place = Q(event__starts_at__lte=now) & ~Q(event__state__in=("DRAFT", "CANCELLED"))
    claims = Rsvp.objects.within(community).filter(membership=membership)
    mine = claims.going().filter(took_place).exclude(intention="")
    known = mine.select_related("event__revision", "check_in", "micro_action")
    return known.order_by("-event__starts_at", "-pk")[:HISTORY_LENGTH]


def _may_be_told(rsvp: Rsvp, *, now: datetime) -> bool:
    return rsvp.has_open_intention and rsvp.event.is_wrap_up_open(now=now)


@prepared
def _open_actions(*, community: Community, membership: Membership) -> QuerySet[MicroAction]:
    mine = MicroAction.objects.within(community).filter(membership=membership)
    return mine.open().select_related("event").order_by("due_on", "pk")


def _days_here(membership: Membership, *, today: date) -> list[date]:
    mine = CheckIn.objects.within(membership.community).filter(membership=membership)
    since = mine.filter(came_at__date__gte=streak_begins_on(today=today))
    return [day_of(membership, moment=at) for at in since.values_list("came_at", flat=True)]


@prepared
def _next_repeats(
    *, community: Community, membership: Membership, now: datetime
) -> EventQuerySet[Event]:
    """The next event of each series that I have been to and have no place in yet."""
    been = CheckIn.objects.within(community).filter(membership=membership)
    series = been.exclude(event__series=None).values("event__series")
    mine = Rsvp.objects.within(community).live().filter(membership=membership)
    events = Event.objects.within(community).upcoming(now)
    ahead = events.filter(Q(series__in=series) | Q(series__follows__in=series))
    free = ahead.exclude(Exists(mine.filter(event=OuterRef("pk")))).exclude(host=membership)
    return free.order_by("series", "starts_at", "pk").distinct("series")


def _soonest(repeats: list[Event]) -> list[Event]:
    """Sorted here: as a query about a query, PostgreSQL asked the inner one for each event."""
    return sorted(repeats, key=lambda event: (event.starts_at, event.pk))[:REPEATS_SHOWN]
