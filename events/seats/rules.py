"""How full a segment looks, how long offers last, until when a seat is given back freely."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

HOUR = timedelta(hours=1)
FIRST_TO_ACCEPT_WITHIN = 3 * HOUR
FAIR_AFTER = timedelta(days=30)
SISTER_ROOM_FOR = 3  # so many on the waitlist get another room proposed
# (the event is farther ahead than this, so an offer lasts this long); the nearer, the shorter
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
class SeatRequest:
    """What a member says when they ask for a place.

    `sight` is an Rsvp.Sight. `carried_from` is the RSVP whose intention is carried over.
    """

    intention: str
    sight: str
    carried_from: int | None = None
    need: str = ""


@dataclass(frozen=True, slots=True)
class Intention:
    """What a member wants to leave with, and who may see it."""

    text: str
    sight: str
    times_carried_over: int = 0


def openness(*, taken: int, capacity: int | None) -> Openness:
    """What members may know of a segment's seats, never the count. No capacity means no limit."""
    if capacity is None or capacity - taken > FEW_SEATS:
        return "open"
    return "few" if capacity > taken else "full"


def offer_duration(*, ahead: timedelta) -> timedelta | None:
    """How long an offer lasts for an event this far ahead; None where the first to accept wins."""
    return next((limit for over, limit in OFFER_LIMITS if ahead > over), None)


def is_fit_intention(text: str) -> bool:
    return INTENTION_MIN_LENGTH <= len(text) <= INTENTION_MAX_LENGTH


def free_cancel_until(*, starts_at: datetime) -> datetime:
    """The last moment at which giving a seat back does not count as late."""
    return starts_at - FREE_CANCEL_BEFORE


def delayed_booking_opens_at(*, starts_at: datetime) -> datetime:
    """From when members whose seats stayed empty lately may take an intimate seat."""
    return starts_at - LIMITED_BOOKING_BEFORE


def is_reminded_at_once(*, asked_at: datetime, starts_at: datetime) -> bool:
    """Whether the hour's reminder is sent instead of the confirmation: one mail, not two."""
    return TOO_NEAR_TO_REMIND < starts_at - asked_at <= HOUR_BEFORE
