from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Exists, OuterRef, Q

from config.kernel.transactions import reading
from events.attendance.models import MicroAction, day_of
from events.attendance.rules import streak_begins_on, weeks_attended
from events.calendar.models.events import Event
from events.seats.models.check_ins import CheckIn
from events.seats.models.rsvps import Rsvp
from events.seats.selectors.claims import claims_of
from events.seats.selectors.waitlist import waitlist_place
from memberships.communities.models import Membership

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
    ahead, past = _ahead(membership, now=now), _past(membership, now=now)
    today = day_of(membership, moment=now)
    seats = [rsvp for rsvp in ahead if rsvp.state == Rsvp.State.GOING]
    return LoopPage(
        seats=seats,
        open_rooms={rsvp.event_id for rsvp in seats if rsvp.event.are_doors_open(now=now)},
        offers=[rsvp for rsvp in ahead if rsvp.state == Rsvp.State.OFFERED],
        waiting=[rsvp for rsvp in ahead if rsvp.state == Rsvp.State.WAITING],
        actions=_open_actions(membership),
        untold=[rsvp for rsvp in past if _may_be_told(rsvp, now=now)],
        told=[rsvp for rsvp in past if not rsvp.has_open_intention],
        weeks=weeks_attended(days=_days_here(membership, today=today), today=today),
        repeats=_next_repeats(membership, now=now),
        today=today,
    )


def _ahead(membership: Membership, *, now: datetime) -> list[Rsvp]:
    standing = Q(event__state__in=("SCHEDULED", "LIVE"), event__ends_at__gt=now)
    live = claims_of(membership).filter(standing, state__in=("GOING", "OFFERED", "WAITING"))
    mine = live.exclude(state="OFFERED", held_until__lte=now)
    known = mine.select_related("event", "check_in").annotate(
        place=waitlist_place(membership.community)
    )
    return list(known.order_by("event__starts_at", "pk"))


def _past(membership: Membership, *, now: datetime) -> list[Rsvp]:
    """The latest seats with an intention, of events that have begun; newest first."""
    took_place = Q(event__starts_at__lte=now) & ~Q(event__state__in=("DRAFT", "CANCELLED"))
    mine = claims_of(membership).going().filter(took_place).exclude(intention="")
    known = mine.select_related("event__revision", "check_in", "micro_action")
    return list(known.order_by("-event__starts_at", "-pk")[:HISTORY_LENGTH])


def _may_be_told(rsvp: Rsvp, *, now: datetime) -> bool:
    return rsvp.has_open_intention and rsvp.event.is_wrap_up_open(now=now)


def _open_actions(membership: Membership) -> list[MicroAction]:
    mine = MicroAction.objects.within(membership.community).filter(membership=membership)
    return list(mine.open().select_related("event").order_by("due_on", "pk"))


def _days_here(membership: Membership, *, today: date) -> list[date]:
    mine = CheckIn.objects.within(membership.community).filter(membership=membership)
    since = mine.filter(came_at__date__gte=streak_begins_on(today=today))
    return [day_of(membership, moment=at) for at in since.values_list("came_at", flat=True)]


def _next_repeats(membership: Membership, *, now: datetime) -> list[Event]:
    """The next event of each series that I have been to and have no place in yet."""
    been = CheckIn.objects.within(membership.community).filter(membership=membership)
    series = been.exclude(event__series=None).values("event__series")
    mine = claims_of(membership).live().filter(event=OuterRef("pk"))
    events = Event.objects.within(membership.community).upcoming(now)
    ahead = events.filter(Q(series__in=series) | Q(series__follows__in=series))
    free = ahead.exclude(Exists(mine)).exclude(host=membership)
    nearest = free.order_by("series", "starts_at", "pk").distinct("series")
    soonest = Event.objects.within(membership.community).filter(pk__in=nearest.values("pk"))
    return list(soonest.order_by("starts_at", "pk")[:REPEATS_SHOWN])
