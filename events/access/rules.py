"""By when an access need must be answered, and how long its words are kept."""

from datetime import datetime, timedelta

NEED_MAX_LENGTH = 280
ANSWER_WITHIN = timedelta(hours=72)
ANSWER_BEFORE_START = timedelta(hours=24)
TIME_TO_ANSWER = timedelta(hours=1)
WORDS_KEPT_AFTER = timedelta(days=30)


def answer_due_at(*, asked_at: datetime, starts_at: datetime) -> datetime:
    """72 hours after asking or 24 before the start, whichever is earlier; at least an hour."""
    due_at = min(asked_at + ANSWER_WITHIN, starts_at - ANSWER_BEFORE_START)
    return max(due_at, asked_at + TIME_TO_ANSWER)
