"""Use cases woken by a fact, one module an effect."""

from events.reactions import mails, reminders, safety, seats, templates

__all__ = ["mails", "reminders", "safety", "seats", "templates"]
