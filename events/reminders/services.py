from datetime import datetime

from config.kernel.transactions import use_case_everywhere
from events.reminders.models import Reminder

AT_ONCE = 2000


def announce_due_reminders(*, now: datetime, limit: int = AT_ONCE) -> int:
    """Announce the due reminders; return how many were read.

    Each has its own transaction, so that a crash loses none. Safe to run twice at once.
    """
    for turn in range(limit):
        if not _announce_next(now=now):
            return turn
    return limit


@use_case_everywhere
def _announce_next(*, now: datetime) -> bool:
    """Announce or drop the next due reminder that no other worker holds; false if none is left."""
    due = Reminder.objects.everywhere().due(now).select_related("event")
    free = due.select_for_update(skip_locked=True, of=("self",))
    reminder = free.order_by("due_at", "id").first()
    if reminder is None:
        return False
    if not reminder.is_worth_sending(now=now):
        reminder.drop(now=now)
        return True
    reminder.announce(now=now)
    return True
