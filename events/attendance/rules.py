"""After an event: the wrap-up card, micro-actions, streaks, and who reads a safety answer."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

ACTION_TEXT_MAX_LENGTH = 200
ACTION_DUE_DAYS = 7
ACTION_MAX_DAYS = 60
ACTION_EXPIRES_AFTER = timedelta(days=14)
STREAK_WEEKS = 12
THANKS_MAX_LENGTH = 200


@dataclass(frozen=True, slots=True)
class Card:
    """What a member fills in on the wrap-up card; empty means nothing."""

    outcome: str = ""
    action: str = ""
    due_on: date | None = None
    thanks: str = ""
    safety: str = ""


def is_due(*, due_on: date, today: date) -> bool:
    return today >= due_on


def is_expired(*, due_on: date, today: date) -> bool:
    """Whether two weeks have passed since its day."""
    return today > due_on + ACTION_EXPIRES_AFTER


def default_due_day(*, today: date) -> date:
    return today + timedelta(days=ACTION_DUE_DAYS)


def latest_due_day(*, committed_on: date) -> date:
    return committed_on + timedelta(days=ACTION_MAX_DAYS)


def put_off_to(*, committed_on: date, due_on: date, today: date) -> date | None:
    """The day a week later, at most sixty days after committing; None where none is left."""
    later = min(
        max(due_on, today) + timedelta(days=ACTION_DUE_DAYS),
        latest_due_day(committed_on=committed_on),
    )
    return later if later > max(due_on, today) else None


def weeks_attended(*, days: Iterable[date], today: date) -> list[bool]:
    """Whether a member came in each of the last twelve weeks (from Monday), oldest first."""
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

    The event's host and the member who answered are involved.
    """
    return set(moderators) - set(involved) or set(owners) - set(involved)


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())
