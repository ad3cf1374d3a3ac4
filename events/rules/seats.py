"""How full a segment looks, and what an intention may say."""

from dataclasses import dataclass
from typing import Literal

from events.rules import FEW_SEATS, INTENTION_MAX_LENGTH, INTENTION_MIN_LENGTH

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


def on_one_line(text: str) -> str:
    """The words of an intention without line breaks, and without spaces around them."""
    return " ".join(text.split())


def is_fit_intention(text: str) -> bool:
    return INTENTION_MIN_LENGTH <= len(text) <= INTENTION_MAX_LENGTH
