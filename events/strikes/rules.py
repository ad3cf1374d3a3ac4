"""When an empty seat makes a strike, and how long the strike counts."""

from datetime import datetime, timedelta

STRIKE_LASTS = timedelta(days=90)
MARKS_COUNT_WITHIN = timedelta(days=7)
STRIKES_THAT_LIMIT = 2
EXPLANATION_MIN_LENGTH = 10
EXPLANATION_MAX_LENGTH = 500


def marks_count_until(*, ends_at: datetime) -> datetime:
    """Until when marking a member as absent makes a strike."""
    return ends_at + MARKS_COUNT_WITHIN


def strike_expires_at(*, ends_at: datetime) -> datetime:
    return ends_at + STRIKE_LASTS
