from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, Count, OuterRef, Q, Subquery, Value, When
from django.db.models.functions import Coalesce

from config.kernel.transactions import reading
from events.access.models import AccessNeed
from events.calendar.models.events import Event
from events.calendar.policies import ensure_may_run
from events.calendar.selectors import possible_hosts
from events.names.selectors import display_names_of
from events.seats.models.rsvps import Rsvp
from memberships.communities.models import Community, Membership


@dataclass(frozen=True, slots=True)
class NeedPage:
    """What the member needs at an event where they have a claim, and what was answered."""

    event: Event
    need: AccessNeed | None
    may_change: bool

    @property
    def words(self) -> str:
        return self.need.words if self.need else ""


@dataclass(frozen=True, slots=True)
class Need:
    """One access need on the hosts' list, and what the member is called there."""

    row: AccessNeed
    name: str
    is_overdue: bool

    @property
    def is_open(self) -> bool:
        return self.row.state == AccessNeed.State.REQUESTED


@dataclass(frozen=True, slots=True)
class NeedsPage:
    """`owners` are those who can owe an answer: pairs of a membership and a name."""

    event: Event
    needs: list[Need]
    owners: list[tuple[int, str]]
    may_answer: bool


@reading
def access_need_page(*, event_id: int, membership: Membership, now: datetime) -> NeedPage:
    """For a member with a claim on the event; DoesNotExist for others. One statement."""
    mine = Rsvp.objects.within(membership.community).live().filter(membership=membership)
    rsvp = mine.select_related("event", "access_need").get(event_id=event_id)
    event = rsvp.event
    return NeedPage(
        event=event,
        need=getattr(rsvp, "access_need", None),
        may_change=event.is_scheduled_or_live and not event.has_started(now=now),
    )


@reading
def access_needs_page(*, event_id: int, membership: Membership, now: datetime) -> NeedsPage:
    """For those who run the event: those that wait come first, the most urgent on top."""
    published = Event.objects.within(membership.community).published()
    event = published.select_related("host__user").get(pk=event_id)
    ensure_may_run(membership, event=event)
    needs = AccessNeed.objects.within(membership.community).of_live_claims().filter(event=event)
    known = needs.select_related("membership__user", "owner__user", "rsvp")
    names = display_names_of(event, reader=membership)
    rows = [
        Need(row, names.taken_off(row), is_overdue=row.is_overdue(now=now))
        for row in known.order_by("due_at", "pk")
    ]
    return NeedsPage(
        event=event,
        needs=sorted(rows, key=lambda need: not need.is_open),
        owners=possible_hosts(
            membership.community, also=event.host if _is_active(event.host) else None
        ),
        may_answer=event.is_scheduled_or_live and not event.has_started(now=now),
    )


def unanswered_needs(community: Community, *, event: str) -> Coalesce:
    """How many access needs of an event wait for an answer; `event` is its column outside."""
    needs = AccessNeed.objects.within(community).unanswered().filter(event=OuterRef(event))
    counted = needs.order_by().values("event").annotate(number=Count("pk")).values("number")
    return Coalesce(Subquery(counted), 0)


def needs_to_answer(membership: Membership, *, community: Community, runs_all: bool) -> Case:
    """`unanswered_needs` of a segment's event for those who run it, 0 for others."""
    runs_it = ~Q(pk=None) if runs_all else Q(event__host=membership)
    counted = unanswered_needs(community, event="event_id")
    return Case(When(runs_it, then=counted), default=Value(0))


def _is_active(membership: Membership) -> bool:
    return membership.status == Membership.Status.ACTIVE
