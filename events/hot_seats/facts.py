from config.kernel.facts import declare

HOT_SEAT_ASKED = declare(
    "events.hot_seat_asked", "event_id", meaning="A member asked for a hot seat."
)
HOT_SEAT_OFFERED = declare(
    "events.hot_seat_offered",
    "event_id",
    "until",
    meaning="A hot seat was offered to the next in the queue; until: when that lapses (ISO 8601).",
)
HOT_SEAT_ACCEPTED = declare(
    "events.hot_seat_accepted", "event_id", meaning="A member will take the hot seat."
)
HOT_SEAT_TAKEN = declare(
    "events.hot_seat_taken", "event_id", meaning="A member sits in the hot seat."
)
HOT_SEAT_COMPLETED = declare(
    "events.hot_seat_completed", "event_id", meaning="A member had the hot seat."
)
HOT_SEAT_CLOSED = declare(
    "events.hot_seat_closed",
    "event_id",
    "way",
    meaning="A hot-seat request ended without a seat; way: DECLINED, LAPSED or WITHDRAWN.",
)
HOT_SEAT_OVERRIDDEN = declare(
    "events.hot_seat_overridden",
    "event_id",
    meaning="A host gave a hot seat out of order, for a reason that the queue shows.",
)
