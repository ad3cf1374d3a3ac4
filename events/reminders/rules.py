"""When a member is reminded of an event, and how long a reminder is worth sending."""

from datetime import datetime, timedelta
from typing import Literal

from events.seats.rules import HOUR_BEFORE, UNRECONCILED_AFTER, is_reminded_at_once

DAY_BEFORE = timedelta(hours=24)
FOLLOWS_AFTER = timedelta(minutes=30)
ReminderKind = Literal["DAY", "HOUR", "FOLLOW_UP"]


def reminders_ahead(
    *, now: datetime, starts_at: datetime, ends_at: datetime
) -> dict[ReminderKind, datetime]:
    """When each reminder is due, of those that still lie ahead of `now`."""
    due: dict[ReminderKind, datetime] = {
        "DAY": starts_at - DAY_BEFORE,
        "HOUR": starts_at - HOUR_BEFORE,
        "FOLLOW_UP": ends_at + FOLLOWS_AFTER,
    }
    return {kind: due_at for kind, due_at in due.items() if due_at > now}


def reminders_for_rsvp(
    *, asked_at: datetime, starts_at: datetime, ends_at: datetime
) -> dict[ReminderKind, datetime]:
    """The reminders that lie ahead; in the last hour, the hour's reminder at once."""
    due = reminders_ahead(now=asked_at, starts_at=starts_at, ends_at=ends_at)
    if is_reminded_at_once(asked_at=asked_at, starts_at=starts_at):
        due["HOUR"] = asked_at
    return due


def worth_until(*, kind: str, starts_at: datetime, ends_at: datetime) -> datetime:
    """Until when a late reminder is still worth sending."""
    if kind == "DAY":
        return starts_at - HOUR_BEFORE
    if kind == "HOUR":
        return starts_at
    return ends_at + UNRECONCILED_AFTER
