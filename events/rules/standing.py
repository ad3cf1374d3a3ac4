"""When a seat that stayed empty is noted, how long that counts, and what it limits."""

from datetime import datetime, timedelta

GRACE = timedelta(minutes=5)
FREE_CANCEL_BEFORE = timedelta(hours=3)
STRIKE_LASTS = timedelta(days=90)
MARKS_COUNT_WITHIN = timedelta(days=7)
STRIKES_THAT_LIMIT = 2
LIMITED_BOOKING_BEFORE = timedelta(hours=72)
EXPLANATION_MIN_LENGTH = 10
EXPLANATION_MAX_LENGTH = 500


def absent_from(*, starts_at: datetime) -> datetime:
    """From then on somebody who has not come can be marked as absent."""
    return starts_at + GRACE


def free_cancel_until(*, starts_at: datetime) -> datetime:
    """The cutoff: at that very moment it is still free to give a seat back."""
    return starts_at - FREE_CANCEL_BEFORE


def marks_count_until(*, ends_at: datetime) -> datetime:
    """Whoever is marked as absent later than that is not held to it: nobody remembers so long."""
    return ends_at + MARKS_COUNT_WITHIN


def strike_expires_at(*, ends_at: datetime) -> datetime:
    return ends_at + STRIKE_LASTS


def books_from(*, starts_at: datetime) -> datetime:
    """From then on also those may take an intimate seat whose seats stayed empty lately."""
    return starts_at - LIMITED_BOOKING_BEFORE
