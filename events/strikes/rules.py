"""When a seat that stayed empty is noted, how long that counts, and what it limits."""

from datetime import datetime, timedelta

STRIKE_LASTS = timedelta(days=90)
MARKS_COUNT_WITHIN = timedelta(days=7)
STRIKES_THAT_LIMIT = 2
EXPLANATION_MIN_LENGTH = 10
EXPLANATION_MAX_LENGTH = 500


def marks_count_until(*, ends_at: datetime) -> datetime:
    """Whoever is marked as absent later than that is not held to it: nobody remembers so long."""
    return ends_at + MARKS_COUNT_WITHIN


def strike_expires_at(*, ends_at: datetime) -> datetime:
    return ends_at + STRIKE_LASTS
