"""How full a segment looks, and what an intention may say."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from events.rules import FEW_SEATS, INTENTION_MAX_LENGTH, INTENTION_MIN_LENGTH

HOUR = timedelta(hours=1)
FIRST_TO_ACCEPT_WITHIN = 3 * HOUR
FAIR_AFTER = timedelta(days=30)
SISTER_ROOM_FOR = 3  # so many in line, and another room is proposed
# How long an offer stands while the event is farther ahead than this; the nearer, the shorter.
OFFER_LIMITS = (
    (72 * HOUR, 24 * HOUR),
    (24 * HOUR, 6 * HOUR),
    (FIRST_TO_ACCEPT_WITHIN, timedelta(minutes=45)),
)

Openness = Literal["open", "few", "full"]


@dataclass(frozen=True, slots=True)
class Intention:
    """What a member says when they claim a place, and who may see it."""

    text: str
    sight: str
    times_carried_over: int = 0


def openness(*, taken: int, capacity: int | None) -> Openness:
    """What members may know of a segment's seats: never the exact count. None: no limit."""
    if capacity is None or capacity - taken > FEW_SEATS:
        return "open"
    return "few" if capacity > taken else "full"


def offer_limit(*, ahead: timedelta) -> timedelta | None:
    """How long an offer stands for an event this far ahead; None: the first to accept has it."""
    return next((limit for over, limit in OFFER_LIMITS if ahead > over), None)


def on_one_line(text: str) -> str:
    """The words of an intention without line breaks, and without spaces around them."""
    return " ".join(text.split())


def is_fit_intention(text: str) -> bool:
    return INTENTION_MIN_LENGTH <= len(text) <= INTENTION_MAX_LENGTH
