from config.kernel.facts import declare

STRIKE_MADE = declare(
    "events.strike_made",
    "event_id",
    "kind",
    meaning="An intimate seat stayed empty; kind: ABSENT or LATE_RELEASE.",
)
STRIKE_EXPLAINED = declare(
    "events.strike_explained", "event_id", meaning="A member said why their seat stayed empty."
)
STRIKE_FORGIVEN = declare("events.strike_forgiven", "event_id", meaning="A strike counts no more.")
