"""What a change would do, before it is done; refuses what the change itself would refuse."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import cast

from django.utils.translation import gettext as _

from config.kernel.transactions import reading
from events.models import Event, Series
from events.models.event import nothing_new
from events.querysets import EventQuerySet
from events.rules.arrangements import Arrangement
from events.rules.splits import Split
from events.rules.wall_time import Landing
from events.selectors.people import name_of
from events.selectors.studio import arrangement_of, intimate_of, people_in
from memberships.models import Membership
from memberships.policies import ensure_may_instruct


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class When:
    at: datetime
    zone: str


@dataclass(frozen=True, slots=True)
class Move:
    """An event that goes on at another time."""

    before: When
    after: When
    is_by_clock_change: bool


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """`people`: how many have a place or stand in line at what changes, and will be told."""

    title: str
    differences: list[Difference]
    moves: list[Move]
    dropped: list[When]
    added: list[date]
    changed: int
    people: int


@dataclass(frozen=True, slots=True)
class CancellationPage:
    """`people` are told of this event, `people_following` of this one and all that follow."""

    id: int
    title: str
    when: When
    series_id: int | None
    may_cancel: bool
    people: int
    events_following: int
    people_following: int


@reading
def event_change_preview(
    *, membership: Membership, event_id: int, arrangement: Arrangement, now: datetime
) -> ChangePreview:
    """What changing one event alone would do."""
    ensure_may_instruct(membership)
    event = _events(membership).get(pk=event_id)
    event.ensure_not_begun(now=now)
    before, landing = arrangement_of(event), event.landing_of(arrangement, now=now)
    _ensure_seats(event, rooms=arrangement.rooms)
    if not event.differences(arrangement, landing) and before.rooms == arrangement.rooms:
        raise nothing_new()
    return ChangePreview(
        title=event.title,
        differences=_differences(membership, before, arrangement),
        moves=_moves([(event, landing, arrangement.zone)]),
        dropped=[],
        added=[],
        changed=1,
        people=people_in(_events(membership).filter(pk=event.pk), membership.community),
    )


@reading
def following_change_preview(
    *, membership: Membership, event_id: int, arrangement: Arrangement, rule: str, now: datetime
) -> ChangePreview:
    """What letting a series go on otherwise, from one of its events on, would do."""
    ensure_may_instruct(membership)
    first = _events(membership).exclude(series=None).get(pk=event_id)
    first.ensure_not_begun(now=now)
    old, first_day = cast("Series", first.series), cast("date", first.occurrence_on)
    successor = Series.draft(
        arrangement, template=old.template, rule=rule, by=membership, now=now, follows=old
    )
    if successor.says_the_same_as(old, from_day=first_day):
        raise nothing_new()
    events = list(_events(membership).of_series_from(old, day=first_day))
    parting = successor.split_from(_days(events), first_day=first_day, now=now)
    bound = [event for event in events if event.follows_its_series(now=now)]
    landed = _landed(bound, successor=successor, parting=parting)
    changed = [row for row in landed if _is_changed(*row, successor=successor)]
    dropped = [event for event in bound if event.pk in parting.dropped]
    affected = [*dropped, *(event for event, _landing, _zone in changed)]
    return ChangePreview(
        title=old.title,
        differences=_differences(membership, old.arrangement_on(first_day), arrangement),
        moves=_moves(changed),
        dropped=[_when(event) for event in dropped],
        added=parting.added,
        changed=len(changed),
        people=people_in(
            _events(membership).filter(pk__in=[event.pk for event in affected]),
            membership.community,
        ),
    )


@reading
def cancellation_page(*, membership: Membership, event_id: int, now: datetime) -> CancellationPage:
    ensure_may_instruct(membership)
    event = Event.objects.within(membership.community).get(pk=event_id)
    events = Event.objects.within(membership.community)
    following = events.none()
    if event.series is not None:
        following = events.of_series_from(event.series, day=event.occurrence_on).not_begun(now)
    return CancellationPage(
        id=event.pk,
        title=event.title,
        when=_when(event),
        series_id=event.series_id,
        may_cancel=event.state == Event.State.SCHEDULED,
        people=people_in(events.filter(pk=event.pk), membership.community),
        events_following=following.count(),
        people_following=people_in(following, membership.community),
    )


def _events(membership: Membership) -> EventQuerySet[Event]:
    rows = Event.objects.within(membership.community)
    return rows.select_related("revision", "series__template").prefetch_related("segments")


def _days(events: Iterable[Event]) -> dict[int, date]:
    return {event.pk: event.occurrence_on for event in events if event.occurrence_on}


def _landed(
    events: Iterable[Event], *, successor: Series, parting: Split
) -> list[tuple[Event, Landing, str]]:
    return [
        (event, successor.arrangement_on(day).landing(), successor.time_zone)
        for event in events
        if (day := parting.moved.get(event.pk))
    ]


def _is_changed(event: Event, landing: Landing, _zone: str, *, successor: Series) -> bool:
    _ensure_seats(event, rooms=successor.rooms)
    is_other = event.differences(successor.arrangement_on(landing.on), landing)
    return bool(is_other) or intimate_of(event).rooms != successor.rooms


def _ensure_seats(event: Event, *, rooms: int) -> None:
    if intimate_of(event).rooms != rooms:
        intimate_of(event).ensure_holds(rooms * event.revision.seats_per_room)


def _moves(landed: Iterable[tuple[Event, Landing, str]]) -> list[Move]:
    return [
        Move(_when(event), When(landing.starts_at, zone), landing.is_moved)
        for event, landing, zone in landed
        if (event.starts_at, event.time_zone) != (landing.starts_at, zone)
    ]


def _when(event: Event) -> When:
    return When(event.starts_at, event.time_zone)


def _differences(
    membership: Membership, before: Arrangement, after: Arrangement
) -> list[Difference]:
    people = Membership.objects.within(membership.community).select_related("user")
    hosts = people.filter(pk__in={before.host_id, after.host_id})
    names = {row.pk: name_of(row) for row in hosts}
    rows = [
        (_("Title"), before.title, after.title),
        (_("Host"), names.get(before.host_id, ""), names.get(after.host_id, "")),
        (_("Rooms"), str(before.rooms), str(after.rooms)),
        (_("Region"), before.region, after.region),
        (_("Meeting link"), before.meeting_url, after.meeting_url),
    ]
    return [Difference(*row) for row in rows if row[1] != row[2]]
