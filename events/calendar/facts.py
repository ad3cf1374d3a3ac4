from config.kernel.facts import declare

TEMPLATE_REVISED = declare(
    "events.template_revised",
    "revision_id",
    meaning="A template was made or edited; about the template.",
)
TEMPLATE_ARCHIVED = declare("events.template_archived", meaning="A template was put away.")
SERIES_SCHEDULED = declare("events.series_scheduled", meaning="A series was planned.")
SERIES_ENDED = declare(
    "events.series_ended", meaning="A series makes no more events from a day on."
)
EVENT_SCHEDULED = declare(
    "events.event_scheduled",
    "series_id",
    meaning="A gathering was published; series_id is null for a single one.",
)
EVENT_CHANGED = declare(
    "events.event_changed",
    "is_moved",
    "was_at",
    meaning="A scheduled event's words, host or time changed; is_moved tells a new start,"
    " was_at the one before (ISO 8601).",
)
EVENT_CANCELLED = declare("events.event_cancelled", meaning="An event will not take place.")
EVENT_WENT_LIVE = declare(
    "events.event_went_live", meaning="An event began, by its host or by the clock."
)
EVENT_ENDED = declare("events.event_ended", meaning="An event is over, by the clock.")
