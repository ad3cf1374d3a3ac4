from datetime import datetime

from config.kernel import facts
from config.kernel.transactions import use_case_everywhere
from events.reminders.facts import REMINDER_DUE
from events.reminders.models import Reminder

AT_ONCE = 2000


def announce_due_reminders(*, now: datetime, limit: int = AT_ONCE) -> int:
    """Announce each due reminder once and return how many were looked at.

    One a transaction, so that a crash costs none and many clocks may strike at once.
    """
    for turn in range(limit):
        if not _announce_next(now=now):
            return turn
    return limit


@use_case_everywhere
def _announce_next(*, now: datetime) -> bool:
    """Take the next due reminder that no other worker holds; false where there is none."""
    due = Reminder.objects.everywhere().due(now).select_related("event")
    free = due.select_for_update(skip_locked=True, of=("self",))
    reminder = free.order_by("due_at", "id").first()
    if reminder is None:
        return False
    if not reminder.is_worth_sending(now=now):
        reminder.drop(now=now)
        return True
    reminder.announce(now=now)
    facts.record(
        REMINDER_DUE,
        about=reminder,
        by=None,
        now=now,
        event_id=reminder.event_id,
        kind=reminder.kind,
    )
    return True
