from config.kernel.facts import declare

ACCESS_NEED_ASKED = declare(
    "events.access_need_asked", "event_id", meaning="A member said what they need to take part."
)
ACCESS_NEED_ANSWERED = declare(
    "events.access_need_answered",
    "event_id",
    "outcome",
    meaning="A host answered an access need; outcome: CONFIRMED or CANNOT.",
)
ACCESS_NEED_HANDED_OVER = declare(
    "events.access_need_handed_over",
    "event_id",
    "owner_id",
    meaning="Another host owes the answer to an access need now.",
)
ACCESS_NEED_FELL_DUE = declare(
    "events.access_need_fell_due",
    "event_id",
    meaning="The answer to an access need is overdue.",
)
