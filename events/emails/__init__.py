from events.emails.access import access_answer, access_need, overdue_access_need
from events.emails.feedback import answer_came, pieces_waiting
from events.emails.hot_seats import hot_seat_lapse, hot_seat_offer
from events.emails.letters import (
    change,
    confirmation,
    event_cancellation,
    follow_up,
    free_seat,
    identify,
    lapse,
    move,
    offer,
    place_in_line,
    release,
    reminder,
    removal,
)
from events.emails.reveals import reveal
from events.emails.safety import safety_answer
from events.emails.sister_rooms import room_host_news, sister_room_proposal
from events.emails.standing import empty_seat

__all__ = [
    "access_answer",
    "access_need",
    "answer_came",
    "change",
    "confirmation",
    "empty_seat",
    "event_cancellation",
    "follow_up",
    "free_seat",
    "hot_seat_lapse",
    "hot_seat_offer",
    "identify",
    "lapse",
    "move",
    "offer",
    "overdue_access_need",
    "pieces_waiting",
    "place_in_line",
    "release",
    "reminder",
    "removal",
    "reveal",
    "room_host_news",
    "safety_answer",
    "sister_room_proposal",
]
