"""An event on its day: when the doors open, when each step takes place, when it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

COMMIT_UNTIL_AFTER = timedelta(hours=24)
GRACE = timedelta(minutes=5)
DOORS_OPEN_BEFORE = timedelta(minutes=15)
ENDS_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class StepTime:
    """When one step of the ritual takes place; ends_at is the first moment after it."""

    starts_at: datetime
    ends_at: datetime

    def holds(self, moment: datetime) -> bool:
        return self.starts_at <= moment < self.ends_at


def step_times(*, ritual: Sequence[dict[str, Any]], starts_at: datetime) -> list[StepTime]:
    """When each step takes place, counted from the event's start, however early it is opened."""
    times, begins = [], starts_at
    for step in ritual:
        ends = begins + timedelta(minutes=step["minutes"])
        times.append(StepTime(begins, ends))
        begins = ends
    return times


def begins_at(
    *, kind: str, ritual: Sequence[dict[str, Any]], starts_at: datetime
) -> datetime | None:
    """When the first step of this kind begins; None where the ritual has none."""
    steps = zip(step_times(ritual=ritual, starts_at=starts_at), ritual, strict=True)
    return next((time.starts_at for time, step in steps if step["kind"] == kind), None)


def absent_from(*, starts_at: datetime) -> datetime:
    """From when a member can be marked as absent."""
    return starts_at + GRACE
