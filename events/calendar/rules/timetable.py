"""An event on its day: when the doors open, when each step takes place, when it ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

COMMIT_UNTIL_AFTER = timedelta(hours=24)
GRACE = timedelta(minutes=5)
DOORS_OPEN_BEFORE = timedelta(minutes=15)
ENDS_AFTER = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Slot:
    """When one step of the ritual takes place; ends_at is the first moment after it."""

    starts_at: datetime
    ends_at: datetime

    def holds(self, moment: datetime) -> bool:
        return self.starts_at <= moment < self.ends_at


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


def _minutes(step: dict[str, object]) -> int:
    return int(str(step["minutes"]))


def absent_from(*, starts_at: datetime) -> datetime:
    """From then on somebody who has not come can be marked as absent."""
    return starts_at + GRACE
