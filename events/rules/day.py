"""The day of an event and what follows: doors, timed ritual, small tasks, quiet questions."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

COMMIT_UNTIL_AFTER = timedelta(hours=24)
ACTION_TEXT_MAX_LENGTH = 200
ACTION_DUE_DAYS = 7
ACTION_MAX_DAYS = 60
ACTION_EXPIRES_AFTER = timedelta(days=14)
STREAK_WEEKS = 12
CONTRIBUTION_MAX_LENGTH = 2000
THANKS_MAX_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Slot:
    """When one step of the ritual takes place; ends_at is the first moment after it."""

    starts_at: datetime
    ends_at: datetime

    def holds(self, moment: datetime) -> bool:
        return self.starts_at <= moment < self.ends_at


@dataclass(frozen=True, slots=True)
class Card:
    """What a member says on the wrap-up card; empty means not said."""

    outcome: str = ""
    action: str = ""
    due_on: date | None = None
    thanks: str = ""
    safety: str = ""


def timetable(*, starts_at: datetime, minutes: Sequence[int]) -> list[Slot]:
    """The steps one after the other, counted from the event's start, whoever opens it early."""
    slots, begins = [], starts_at
    for length in minutes:
        ends = begins + timedelta(minutes=length)
        slots.append(Slot(begins, ends))
        begins = ends
    return slots


def current_index(*, slots: Sequence[Slot], now: datetime) -> int | None:
    """Which step is on; None before the first and after the last."""
    return next((index for index, slot in enumerate(slots) if slot.holds(now)), None)


def begins_at(
    *, kind: str, ritual: Sequence[dict[str, object]], starts_at: datetime
) -> datetime | None:
    """When the first step of this kind begins; None where the ritual has none."""
    slots = timetable(starts_at=starts_at, minutes=[_minutes(step) for step in ritual])
    steps = zip(slots, ritual, strict=True)
    return next((slot.starts_at for slot, step in steps if step["kind"] == kind), None)


def local_day(*, moment: datetime, zones: Iterable[str]) -> date:
    """The calendar day of a moment in the first of these zones that is known, else in UTC."""
    for name in zones:
        try:
            return moment.astimezone(ZoneInfo(name)).date()
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return moment.astimezone(ZoneInfo("UTC")).date()


def is_due(*, due_on: date, today: date) -> bool:
    return today >= due_on


def is_expired(*, due_on: date, today: date) -> bool:
    """Two weeks without a word: not told, which never counts as done."""
    return today > due_on + ACTION_EXPIRES_AFTER


def default_due_day(*, today: date) -> date:
    return today + timedelta(days=ACTION_DUE_DAYS)


def latest_due_day(*, committed_on: date) -> date:
    return committed_on + timedelta(days=ACTION_MAX_DAYS)


def put_off_to(*, committed_on: date, due_on: date, today: date) -> date | None:
    """Another week, within sixty days of the promise; None where there is no later day left."""
    later = min(
        max(due_on, today) + timedelta(days=ACTION_DUE_DAYS),
        latest_due_day(committed_on=committed_on),
    )
    return later if later > max(due_on, today) else None


def weeks_attended(*, days: Iterable[date], today: date) -> list[bool]:
    """One mark a week, Monday to Sunday, of the last twelve; oldest first, this week last."""
    mondays = {_monday(day) for day in days}
    this_week = _monday(today)
    weeks = (this_week - timedelta(weeks=back) for back in reversed(range(STREAK_WEEKS)))
    return [monday in mondays for monday in weeks]


def streak_begins_on(*, today: date) -> date:
    return _monday(today) - timedelta(weeks=STREAK_WEEKS - 1)


def readers_of_answer(
    *, moderators: Collection[int], owners: Collection[int], involved: Collection[int]
) -> set[int]:
    """Who may read a safety answer: moderators who are not involved, else owners who are not.

    Involved are the event's host and whoever gave the answer. Empty: nobody may.
    """
    return set(moderators) - set(involved) or set(owners) - set(involved)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _minutes(step: dict[str, object]) -> int:
    return int(str(step["minutes"]))
