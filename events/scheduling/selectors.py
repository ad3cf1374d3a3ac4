"""Choices for the forms of those who schedule, and what a change would do before it is done.

A preview refuses what the change itself would refuse.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, cast

from django.utils.translation import gettext as _

from config.kernel.transactions import reading
from events.calendar.models.events import Event, NothingNew
from events.calendar.models.series import Series
from events.calendar.models.templates import TemplateRevision
from events.calendar.querysets import EventQuerySet
from events.calendar.rules.arrangements import Arrangement
from events.calendar.rules.local_time import Landing
from events.calendar.rules.recurrence import Parts
from events.calendar.selectors import newest_revisions, possible_hosts
from events.scheduling.policies import ensure_names_as_promised
from events.seats.rules import offer_duration
from events.seats.selectors.claims import (
    ClaimCounts,
    count_claims,
    intimate_segment_of,
    with_counted_segments,
)
from events.seats.selectors.repeats import NextRepeat, replacement_repeat
from memberships.communities.models import Membership
from memberships.communities.policies import ensure_may_instruct
from memberships.communities.selectors import reader_zone


@dataclass(frozen=True, slots=True)
class Difference:
    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Landed:
    """An event, and when it takes place after a change."""

    event: Event
    landing: Landing
    zone: str

    @property
    def has_new_time(self) -> bool:
        before = (self.event.starts_at, self.event.time_zone)
        return before != (self.landing.starts_at, self.zone)


@dataclass(frozen=True, slots=True)
class ChangePreview:
    """`claims` are at what changes: their people will be told.

    `called`: how many on the waitlist are offered a seat by it, at most.
    """

    title: str
    differences: list[Difference]
    changed: list[Landed]
    claims: ClaimCounts
    called: int
    dropped: Sequence[Event] = ()
    added: Sequence[date] = ()

    @property
    def moves(self) -> list[Landed]:
        """Events that go on at another time."""
        return [row for row in self.changed if row.has_new_time]


@dataclass(frozen=True, slots=True)
class CancellationPage:
    """`claims` are at this event, `claims_following` at this one and all that follow.

    `repeat` is what they are pointed to, where one is left.
    """

    event: Event
    claims: ClaimCounts
    repeat: NextRepeat | None
    events_following: int
    claims_following: ClaimCounts
    repeat_following: NextRepeat | None


@reading
def event_change_preview(
    *, membership: Membership, event_id: int, arrangement: Arrangement, now: datetime
) -> ChangePreview:
    """What changing one event alone would do."""
    ensure_may_instruct(membership)
    event = _events(membership).get(pk=event_id)
    event.ensure_not_begun(now=now)
    ensure_names_as_promised(event, arrangement)
    before, landing = arrangement_of(event), event.landing_of(arrangement, now=now)
    _ensure_seats(event, rooms=arrangement.rooms)
    if not event.differences(arrangement, landing) and before.rooms == arrangement.rooms:
        raise NothingNew
    return ChangePreview(
        title=event.title,
        differences=_differences(membership, before, arrangement),
        changed=[Landed(event, landing, arrangement.zone)],
        claims=count_claims(_events(membership).filter(pk=event.pk), membership.community),
        called=_called(event, rooms=arrangement.rooms, now=now),
    )


@reading
def following_change_preview(
    *, membership: Membership, event_id: int, arrangement: Arrangement, rule: str, now: datetime
) -> ChangePreview:
    """What changing a series from one of its events on would do."""
    ensure_may_instruct(membership)
    first = _events(membership).exclude(series=None).get(pk=event_id)
    first.ensure_not_begun(now=now)
    old, first_day = cast("Series", first.series), cast("date", first.occurrence_on)
    successor = Series.draft(
        arrangement, template=old.template, rule=rule, by=membership, now=now, follows=old
    )
    if successor.says_the_same_as(old, from_day=first_day):
        raise NothingNew
    events = list(_events(membership).of_series_from(old, day=first_day))
    days = {event.pk: event.occurrence_on for event in events if event.occurrence_on}
    parting = successor.split_from(days, first_day=first_day, now=now)
    bound = [event for event in events if event.follows_its_series(now=now)]
    rooms = {event.pk: _rooms_after(event, old=old, successor=successor) for event in bound}
    moved = [event for event in bound if event.pk in parting.moved]
    landed = [_landed(event, parting.moved[event.pk], successor) for event in moved]
    changed = [row for row in landed if _is_changed(row, successor, rooms=rooms[row.event.pk])]
    dropped = [event for event in bound if event.pk in parting.dropped]
    affected = [*dropped, *(row.event for row in changed)]
    told = _events(membership).filter(pk__in=[event.pk for event in affected])
    return ChangePreview(
        title=old.title,
        differences=_differences(membership, old.arrangement_on(first_day), arrangement),
        changed=changed,
        dropped=dropped,
        added=parting.added,
        claims=count_claims(told, membership.community),
        called=sum(_called(row.event, rooms=rooms[row.event.pk], now=now) for row in changed),
    )


@reading
def cancellation_page(*, membership: Membership, event_id: int, now: datetime) -> CancellationPage:
    ensure_may_instruct(membership)
    events = Event.objects.within(membership.community)
    event = events.select_related("revision", "series").get(pk=event_id)
    following = events.none()
    if event.series is not None:
        following = events.of_series_from(event.series, day=event.occurrence_on).not_begun(now)
    lost = list(following.values_list("pk", flat=True))
    return CancellationPage(
        event=event,
        claims=count_claims(events.filter(pk=event.pk), membership.community),
        repeat=replacement_repeat(event, membership=membership, besides=[], now=now),
        events_following=len(lost),
        claims_following=count_claims(following, membership.community),
        repeat_following=replacement_repeat(event, membership=membership, besides=lost, now=now),
    )


def _events(membership: Membership) -> EventQuerySet[Event]:
    rows = Event.objects.within(membership.community)
    related = rows.select_related("revision", "series__template")
    return with_counted_segments(related, membership.community)


def _landed(event: Event, day: date, successor: Series) -> Landed:
    return Landed(event, successor.arrangement_on(day).landing(), successor.time_zone)


def _rooms_after(event: Event, *, old: Series, successor: Series) -> int:
    """How many rooms the event has then: what was set for it alone stays."""
    return intimate_segment_of(event).rooms_after_series_change(
        was=old.rooms, becomes=successor.rooms
    )


def _is_changed(row: Landed, successor: Series, *, rooms: int) -> bool:
    _ensure_seats(row.event, rooms=rooms)
    is_other = row.event.differences(successor.arrangement_on(row.landing.on), row.landing)
    return bool(is_other) or intimate_segment_of(row.event).rooms != rooms


def _ensure_seats(event: Event, *, rooms: int) -> None:
    if intimate_segment_of(event).rooms != rooms:
        capacity = rooms * event.revision.seats_per_room
        intimate_segment_of(event).ensure_fits(rooms=rooms, capacity=capacity)


def _called(event: Event, *, rooms: int, now: datetime) -> int:
    """How many are offered a seat, at most, if the number of rooms changes."""
    intimate: Any = intimate_segment_of(event)
    if intimate.rooms == rooms or offer_duration(ahead=event.starts_at - now) is None:
        return 0
    free = rooms * event.revision.seats_per_room - intimate.taken
    return max(0, min(int(free), int(intimate.waiting)))


def _differences(
    membership: Membership, before: Arrangement, after: Arrangement
) -> list[Difference]:
    people = Membership.objects.within(membership.community).select_related("user")
    hosts = people.filter(pk__in={before.host_id, after.host_id})
    names = {row.pk: row.name for row in hosts}
    rows = [
        (_("Title"), before.title, after.title),
        (_("Host"), names.get(before.host_id, ""), names.get(after.host_id, "")),
        (_("Rooms"), str(before.rooms), str(after.rooms)),
        (_("Region"), before.region, after.region),
        (_("Meeting link"), before.meeting_url, after.meeting_url),
        (_("Names"), *_said_of_names(before, after)),
    ]
    return [Difference(*row) for row in rows if row[1] != row[2]]


def _said_of_names(before: Arrangement, after: Arrangement) -> tuple[str, str]:
    words = {"": "", **dict(TemplateRevision.Blindness.choices)}
    return str(words[before.blindness]), str(words[after.blindness or before.blindness])


@dataclass(frozen=True, slots=True)
class Choices:
    """What a form of the studio offers: pairs of a key and a label."""

    templates: list[tuple[int, str]]
    hosts: list[tuple[int, str]]
    my_id: int
    zone: str


@dataclass(frozen=True, slots=True)
class EventFormPage:
    """An event as it is, for the form that changes it."""

    event: Event
    may_change: bool
    arrangement: Arrangement
    series_arrangement: Arrangement | None
    rest_of_rule: Parts
    choices: Choices

    def arrangement_of_series(self) -> Arrangement:
        """How the series goes on by itself. Raises DoesNotExist for a single event."""
        if self.series_arrangement is None:
            raise Series.DoesNotExist
        return self.series_arrangement


@reading
def schedule_choices(*, membership: Membership) -> Choices:
    ensure_may_instruct(membership)
    newest = newest_revisions(membership)
    templates = [(revision.template_id, revision.title) for revision in newest]
    return _choices(membership, templates, also=None)


@reading
def event_form_page(*, membership: Membership, event_id: int, now: datetime) -> EventFormPage:
    ensure_may_instruct(membership)
    events = Event.objects.within(membership.community).select_related("series", "host__user")
    event = events.prefetch_related("segments").get(pk=event_id)
    day, series = event.occurrence_on, event.series
    return EventFormPage(
        event=event,
        may_change=event.state == Event.State.SCHEDULED and event.starts_at > now,
        arrangement=arrangement_of(event),
        series_arrangement=series.arrangement_on(day) if series and day else None,
        rest_of_rule=series.recurrence.rest_from(day) if series and day else {},
        choices=_choices(membership, [], also=event.host),
    )


def arrangement_of(event: Event) -> Arrangement:
    """How an event is arranged now. Needs its segments."""
    return Arrangement(
        title=event.title,
        on=event.local_date,
        at=event.local_time,
        zone=event.time_zone,
        host_id=event.host_id,
        rooms=intimate_segment_of(event).rooms,
        region=event.region,
        meeting_url=event.meeting_url,
        blindness=event.blindness,
    )


def _choices(
    membership: Membership, templates: list[tuple[int, str]], *, also: Membership | None
) -> Choices:
    return Choices(
        templates=templates,
        hosts=possible_hosts(membership.community, also=also),
        my_id=membership.pk,
        zone=membership.community.time_zone or reader_zone(membership),
    )
