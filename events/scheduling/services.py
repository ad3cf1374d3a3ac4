"""Schedule, change and cancel events and series, and make a series' events ahead of time."""

from collections.abc import Iterable
from datetime import date, datetime

from django.utils.translation import gettext as _

from config.kernel.transactions import reading_everywhere, use_case, use_case_everywhere
from events.calendar.models.events import Event, NothingNew
from events.calendar.models.series import Series
from events.calendar.models.templates import Template
from events.calendar.policies import ensure_may_host
from events.calendar.rules.arrangements import HORIZON, Arrangement
from events.scheduling.policies import ensure_names_as_promised
from events.seats.models.segments import Segment
from memberships.communities.models import Membership, NotCleared
from memberships.communities.policies import ensure_cleared, ensure_may_instruct
from memberships.communities.rules import REQUIRED_FOR_PUBLISHING


@use_case
def schedule_event(
    *, membership: Membership, template_id: int, arrangement: Arrangement, now: datetime
) -> Event:
    """Publish one event from a template's newest revision.

    Refuses a time in the past or in the hour that the clocks skip, and a host who may not host.
    """
    ensure_may_instruct(membership)
    ensure_cleared(community=membership.community, kinds=REQUIRED_FOR_PUBLISHING)
    template = Template.objects.within(membership.community).get(pk=template_id)
    template.ensure_in_use()
    _ensure_host(membership, arrangement.host_id)
    revision = template.newest()
    arrangement = arrangement.or_else(title=revision.title, rooms=revision.rooms)
    event = Event.plan(arrangement, revision=revision, by=membership, now=now)
    Segment.open_for([event], revision=revision, rooms=arrangement.rooms)
    return event


@use_case
def change_event(
    *, membership: Membership, event_id: int, arrangement: Arrangement, now: datetime
) -> Event:
    """Change one event, apart from its series. Refuses to go below the seats that are taken."""
    ensure_may_instruct(membership)
    event = _locked(membership, event_id)
    event.ensure_not_begun(now=now)
    if arrangement.host_id != event.host_id:
        _ensure_host(membership, arrangement.host_id)
    landing = event.landing_of(arrangement, now=now)
    seats, rooms = event.segments.get(kind=Segment.Kind.INTIMATE), arrangement.rooms
    if not event.differences(arrangement, landing) and seats.rooms == rooms:
        raise NothingNew
    if arrangement.changes_blindness(event.blindness):
        _lock_counters(event)
    ensure_names_as_promised(event, arrangement)
    event.rearrange(arrangement, landing, by=membership, now=now)
    event.stand_alone()
    _refit(seats, event=event, rooms=rooms, by=membership, now=now)
    return event


@use_case
def cancel_event(*, membership: Membership, event_id: int, reason: str, now: datetime) -> Event:
    """Cancel one event; members with a place are told why."""
    ensure_may_instruct(membership)
    event = _locked(membership, event_id)
    event.cancel(reason=reason, by=membership, now=now)
    return event


@use_case
def schedule_series(
    *,
    membership: Membership,
    template_id: int,
    arrangement: Arrangement,
    rule: str,
    now: datetime,
) -> Series:
    """Publish a series and its events of the next eight weeks.

    `rule` is RFC 5545 without DTSTART. Refuses one that repeats more than daily or never comes to
    a day, and a first time in the past.
    """
    ensure_may_instruct(membership)
    ensure_cleared(community=membership.community, kinds=REQUIRED_FOR_PUBLISHING)
    template = Template.objects.within(membership.community).get(pk=template_id)
    template.ensure_in_use()
    _ensure_host(membership, arrangement.host_id)
    revision = template.newest()
    arrangement = arrangement.or_else(title=revision.title, rooms=revision.rooms)
    series = Series.draft(arrangement, template=template, rule=rule, by=membership, now=now)
    series.schedule()
    _make_ahead(series, by=membership, now=now)
    return series


@use_case
def change_following(
    *, membership: Membership, event_id: int, arrangement: Arrangement, rule: str, now: datetime
) -> Series:
    """Change a series from this event on; return the series that takes over.

    Events move to their new days with everyone in them. Those for which the new rule has no day
    are cancelled. Those that were edited alone, or cancelled, stay as they are.
    """
    ensure_may_instruct(membership)
    old, event = _series_and_first(membership, event_id)
    event.ensure_not_begun(now=now)
    first_day = event.occurrence_on or arrangement.on
    if arrangement.host_id != old.host_id:
        _ensure_host(membership, arrangement.host_id)
    successor = Series.draft(
        arrangement, template=old.template, rule=rule, by=membership, now=now, follows=old
    )
    if successor.says_the_same_as(old, from_day=first_day):
        raise NothingNew
    old.end_before(first_day, by=membership, now=now)
    successor.schedule()
    _hand_over(old, successor, first_day=first_day, by=membership, now=now)
    return successor


@use_case
def cancel_following(
    *, membership: Membership, event_id: int, reason: str, now: datetime
) -> Series:
    """Cancel an event of a series and all that follow."""
    ensure_may_instruct(membership)
    series, event = _series_and_first(membership, event_id)
    event.ensure_not_begun(now=now)
    first_day = event.occurrence_on or series.today(now=now)
    _end(series, from_day=first_day, reason=reason, by=membership, now=now)
    return series


@use_case
def end_series(*, membership: Membership, series_id: int, reason: str, now: datetime) -> Series:
    """Cancel every event of a series that has not begun, and make no more."""
    ensure_may_instruct(membership)
    series = Series.objects.within(membership.community).locked().get(pk=series_id)
    series.ensure_running(now=now)
    _end(series, from_day=series.today(now=now), reason=reason, by=membership, now=now)
    return series


def extend_horizons(*, now: datetime) -> int:
    """Make the events that have come within eight weeks; return how many series were extended.

    Safe to run twice at once. A series waits while its community lacks a clearance.
    """
    return sum(_extend(series_id=series_id, now=now) for series_id in _series_to_plan(now=now))


@reading_everywhere
def _series_to_plan(*, now: datetime) -> list[int]:
    to_plan = Series.objects.everywhere().to_plan((now + HORIZON).date())
    return list(to_plan.order_by("planned_until", "pk").values_list("pk", flat=True))


@use_case_everywhere
def _extend(*, series_id: int, now: datetime) -> int:
    to_plan = Series.objects.everywhere().to_plan((now + HORIZON).date())
    free = to_plan.select_for_update(skip_locked=True, of=("self",), no_key=True)
    series = free.select_related("template", "community").filter(pk=series_id).first()
    if series is None:
        return 0
    try:
        ensure_cleared(community=series.community, kinds=REQUIRED_FOR_PUBLISHING)
    except NotCleared:
        return 0
    _make_ahead(series, by=None, now=now)
    return 1


def _locked(membership: Membership, event_id: int) -> Event:
    events = Event.objects.within(membership.community).select_related("revision")
    return events.locked().get(pk=event_id)


def _series_and_first(membership: Membership, event_id: int) -> tuple[Series, Event]:
    """Lock an event and its series, the series first. Missing for a single event."""
    series_ids = Event.objects.within(membership.community).filter(pk=event_id)
    of_community = Series.objects.within(membership.community).select_related("template")
    series = of_community.locked().get(pk=series_ids.values_list("series_id", flat=True).get())
    return series, _locked(membership, event_id)


def _make_ahead(series: Series, *, by: Membership | None, now: datetime) -> None:
    _make(series, days=series.days_to_make(now=now), by=by, now=now)
    series.note_made(now=now)


def _make(series: Series, *, days: Iterable[date], by: Membership | None, now: datetime) -> None:
    revision = series.template.newest()
    made = Event.repeat(series, days=days, revision=revision, by=by, now=now)
    Segment.open_for(made, revision=revision, rooms=series.rooms)


def _hand_over(
    old: Series, successor: Series, *, first_day: date, by: Membership, now: datetime
) -> None:
    """Move the events from this day on to the series that takes over."""
    rows = Event.objects.within(by.community).of_series_from(old, day=first_day)
    events = list(rows.select_related("revision").locked())
    days = {event.pk: day for event in events if (day := event.occurrence_on)}
    parting = successor.split_from(days, first_day=first_day, now=now)
    for event in events:
        if day := parting.moved.get(event.pk):
            _take_along(event, old=old, successor=successor, day=day, by=by, now=now)
        elif event.follows_its_series(now=now):
            event.cancel(reason=_("The series has a new rhythm."), by=by, now=now)
    _make(successor, days=parting.added, by=by, now=now)
    successor.note_made(now=now)


def _take_along(
    event: Event, *, old: Series, successor: Series, day: date, by: Membership, now: datetime
) -> None:
    event.hand_over(successor, day=day)
    if not event.follows_its_series(now=now):
        return
    arrangement = successor.arrangement_on(day)
    landing = arrangement.landing()
    seats = event.segments.get(kind=Segment.Kind.INTIMATE)
    rooms = seats.rooms_after_series_change(was=old.rooms, becomes=successor.rooms)
    if event.differences(arrangement, landing) or seats.rooms != rooms:
        event.rearrange(arrangement, landing, by=by, now=now)
        _refit(seats, event=event, rooms=rooms, by=by, now=now)


def _end(series: Series, *, from_day: date, reason: str, by: Membership, now: datetime) -> None:
    rows = Event.objects.within(by.community).of_series_from(series, day=from_day)
    for event in rows.not_begun(now).locked():
        event.cancel(reason=reason, by=by, now=now)
    series.end_before(from_day, by=by, now=now)


def _ensure_host(membership: Membership, host_id: int) -> None:
    ensure_may_host(Membership.objects.within(membership.community).get(pk=host_id))


def _lock_counters(event: Event) -> None:
    """Every claim goes through a counter, and relies on what it was told about names."""
    list(event.segments.order_by("pk").locked())


def _refit(seats: Segment, *, event: Event, rooms: int, by: Membership, now: datetime) -> None:
    """Give so many rooms the seats of the format, unless only other things change.

    No offer outlasts the start, wherever that was moved to.
    """
    if seats.rooms != rooms:
        capacity = rooms * event.revision.seats_per_room
        seats.resize(rooms=rooms, capacity=capacity, by=by, now=now)
    event.rsvps.cut_offers(at=event.starts_at)
