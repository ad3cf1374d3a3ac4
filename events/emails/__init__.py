from events.emails.letters import (
    change,
    confirmation,
    event_cancellation,
    follow_up,
    identify,
    move,
    place_in_line,
    promotion,
    release,
    reminder,
)
from events.emails.safety import safety_answer

__all__ = [
    "change",
    "confirmation",
    "event_cancellation",
    "follow_up",
    "identify",
    "move",
    "place_in_line",
    "promotion",
    "release",
    "reminder",
    "safety_answer",
]
