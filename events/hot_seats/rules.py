"""Who is next for the hot seat, and why. Fewest had first, then longest ago, then first asked."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from events.seats.rules import offer_duration

OFFERED_BEFORE = timedelta(hours=48)
LATE_LIMIT = timedelta(minutes=15)
REASON_MIN_LENGTH = 10
REASON_MAX_LENGTH = 200
Why = Literal["never", "fewer", "longer", "earlier"]


@dataclass(frozen=True, slots=True)
class Turn:
    """One request in a queue, and when its member was given a hot seat of this format before.

    A place that is offered or accepted now counts as given.
    """

    request_id: int
    asked_at: datetime
    given_at: tuple[datetime, ...] = ()

    @property
    def had(self) -> int:
        return len(self.given_at)

    @property
    def last_at(self) -> datetime:
        """When they were last given one, else when they asked."""
        return max(self.given_at, default=self.asked_at)


def in_order(turns: Iterable[Turn]) -> list[Turn]:
    return sorted(turns, key=_rank)


def why_ahead(ahead: Iterable[Turn], *, turn: Turn) -> Counter[Why]:
    """How many requests are ahead of this one, for each reason."""
    return Counter(_why(other, turn=turn) for other in ahead)


def places(ritual: Sequence[Mapping[str, object]]) -> int:
    """How many hot seats an event has: one for each such step of its ritual."""
    return sum(step["kind"] == "HOT_SEAT" for step in ritual)


def are_offered(*, starts_at: datetime, ends_at: datetime, now: datetime) -> bool:
    return starts_at - OFFERED_BEFORE <= now < ends_at


def offered_until(*, starts_at: datetime, ends_at: datetime, now: datetime) -> datetime:
    """The nearer the event, the shorter an offer; none outlasts the event."""
    limit = offer_duration(ahead=starts_at - now) or LATE_LIMIT
    return min(now + limit, ends_at)


def is_fit_reason(reason: str) -> bool:
    return REASON_MIN_LENGTH <= len(reason) <= REASON_MAX_LENGTH


def _rank(turn: Turn) -> tuple[int, datetime, datetime, int]:
    return (turn.had, turn.last_at, turn.asked_at, turn.request_id)


def _why(other: Turn, *, turn: Turn) -> Why:
    if other.had < turn.had:
        return "fewer" if other.had else "never"
    return "longer" if other.had and other.last_at < turn.last_at else "earlier"
