"""How full a segment looks, how long a seat is offered or free to give back, and intentions."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

HOUR = timedelta(hours=1)
FIRST_TO_ACCEPT_WITHIN = 3 * HOUR
FAIR_AFTER = timedelta(days=30)
SISTER_ROOM_FOR = 3  # so many on the waitlist, and another room is proposed
# How long an offer stands while the event is farther ahead than this; the nearer, the shorter.
OFFER_LIMITS = (
    (72 * HOUR, 24 * HOUR),
    (24 * HOUR, 6 * HOUR),
    (FIRST_TO_ACCEPT_WITHIN, timedelta(minutes=45)),
)
Openness = Literal["open", "few", "full"]
FREE_CANCEL_BEFORE = timedelta(hours=3)
LIMITED_BOOKING_BEFORE = timedelta(hours=72)
HOUR_BEFORE = timedelta(hours=1)
TOO_NEAR_TO_REMIND = timedelta(minutes=10)
FEW_SEATS = 3
INTENTION_MIN_LENGTH = 10
INTENTION_MAX_LENGTH = 140
UNRECONCILED_AFTER = timedelta(hours=72)
MAX_CARRIED_OVER = 2


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


def is_fit_intention(text: str) -> bool:
    return INTENTION_MIN_LENGTH <= len(text) <= INTENTION_MAX_LENGTH


def free_cancel_until(*, starts_at: datetime) -> datetime:
    """The cutoff: at that very moment it is still free to give a seat back."""
    return starts_at - FREE_CANCEL_BEFORE


def books_from(*, starts_at: datetime) -> datetime:
    """From then on also those may take an intimate seat whose seats stayed empty lately."""
    return starts_at - LIMITED_BOOKING_BEFORE


def is_reminded_at_once(*, asked_at: datetime, starts_at: datetime) -> bool:
    """Whether the hour's reminder takes the place of the confirmation: one mail, not two."""
    return TOO_NEAR_TO_REMIND < starts_at - asked_at <= HOUR_BEFORE
