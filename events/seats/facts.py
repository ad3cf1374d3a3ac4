from config.kernel.facts import declare

SEAT_RESERVED = declare(
    "events.seat_reserved",
    "event_id",
    "segment",
    meaning="A member has a place; segment: INTIMATE or BROADCAST.",
)
WAITLIST_JOINED = declare(
    "events.waitlist_joined", "event_id", meaning="A member joined the waiting list."
)
SEAT_OFFERED = declare(
    "events.seat_offered",
    "event_id",
    "until",
    meaning="A waiting member was offered a seat; until: when it lapses (ISO 8601).",
)
SEAT_CAME_FREE = declare(
    "events.seat_came_free",
    "event_id",
    meaning="Inside the last hours a seat came free: this one may take it, if first.",
)
SEAT_RELEASED = declare(
    "events.seat_released",
    "event_id",
    "was",
    "reason",
    meaning="A claim ended; was: the state it had; reason: GIVEN_BACK, DECLINED, LAPSED,"
    " REMOVED, STEPPED_BACK, SWAPPED or MOVED_ON.",
)
CAPACITY_CHANGED = declare(
    "events.capacity_changed",
    "event_id",
    "was",
    "becomes",
    meaning="The intimate seats of an event became more or fewer; about the segment.",
)
SISTER_ROOM_PROPOSED = declare(
    "events.sister_room_proposed", "event_id", meaning="A long waitlist asks for another room."
)
SISTER_ROOM_CONFIRMED = declare(
    "events.sister_room_confirmed",
    "event_id",
    "room_host_id",
    meaning="Another room was opened, with a host of its own.",
)
SISTER_ROOM_DECLINED = declare(
    "events.sister_room_declined", "event_id", meaning="A proposed room was declined."
)
SISTER_ROOM_NEWS_DUE = declare(
    "events.sister_room_news_due",
    "event_id",
    "reader_id",
    meaning="One who runs an event is to be told that another room is proposed.",
)
INTENTION_CHANGED = declare(
    "events.intention_changed", "event_id", meaning="A member reworded an intention."
)
INTENTION_SETTLED = declare(
    "events.intention_settled",
    "event_id",
    "outcome",
    meaning="What became of an intention: DONE, PARTLY, NOT_DONE, CARRIED_OVER, UNRECONCILED.",
)
MEMBER_CHECKED_IN = declare(
    "events.member_checked_in",
    "event_id",
    "way",
    meaning="A member was there; way: self or host.",
)
MEMBER_MARKED_ABSENT = declare(
    "events.member_marked_absent", "event_id", meaning="The host marked a member as absent."
)
MEMBER_LEFT = declare(
    "events.member_left", "event_id", meaning="A member left an event quietly, before its end."
)
EVENT_NEWS_DUE = declare(
    "events.event_news_due",
    "event_id",
    "kind",
    "was_at",
    meaning="A member with a claim is to be told of their event; kind: CHANGED, MOVED or"
    " CANCELLED; was_at: the start before a move (ISO 8601).",
)
