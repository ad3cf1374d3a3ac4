"""Use cases woken by a fact, one module an effect."""

from events.reactions import (
    access_needs,
    feedback,
    hot_seats,
    mails,
    reminders,
    reveals,
    safety,
    seats,
    sister_room_mails,
    standing,
    templates,
)

__all__ = [
    "access_needs",
    "feedback",
    "hot_seats",
    "mails",
    "reminders",
    "reveals",
    "safety",
    "seats",
    "sister_room_mails",
    "standing",
    "templates",
]
