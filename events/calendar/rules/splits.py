"""How the events of a series are split when its rule changes."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from events.calendar.rules.recurrence import NEAR, ONE_DAY, Recurrence, paired


@dataclass(frozen=True, slots=True)
class Split:
    """`moved`: the new day of each event that stays; `added`: days without an event so far."""

    moved: dict[int, date]
    dropped: list[int]
    added: list[date]


def split(
    *, old: Mapping[int, date], recurrence: Recurrence, shift: timedelta, horizon: date
) -> Split:
    """Pair the days of events with the days of the new rule; days are added up to the horizon.

    Looks a little beyond the horizon, so that the last events find their days as well.
    """
    last = max(old.values(), default=horizon)
    before = max(horizon, last + shift + NEAR + ONE_DAY)
    new_days = recurrence.days(since=recurrence.starts_on, before=before)
    moved = paired(old=old, new_days=new_days, shift=shift)
    taken = set(moved.values())
    return Split(
        moved=moved,
        dropped=[key for key in old if key not in moved],
        added=[day for day in new_days if day not in taken and day < horizon],
    )
