"""What this app announces. Payload keys are listed beside each name."""

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
SEAT_RESERVED = declare(
    "events.seat_reserved",
    "event_id",
    "segment",
    meaning="A member has a place; segment: INTIMATE or BROADCAST.",
)
LINE_JOINED = declare(
    "events.line_joined", "event_id", meaning="A member joined the waiting list."
)
SEAT_PROMOTED = declare(
    "events.seat_promoted", "event_id", meaning="The first in line got a seat that came free."
)
SEAT_RELEASED = declare(
    "events.seat_released",
    "event_id",
    "was",
    meaning="A member gave up their claim; was: the state it had.",
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
MICRO_ACTION_COMMITTED = declare(
    "events.micro_action_committed", "event_id", meaning="A member committed to a small task."
)
MICRO_ACTION_SETTLED = declare(
    "events.micro_action_settled",
    "event_id",
    "outcome",
    meaning="What became of a micro-action: DONE, PARTLY, DROPPED, EXPIRED.",
)
MICRO_ACTION_PUT_OFF = declare(
    "events.micro_action_put_off",
    "event_id",
    meaning="A member gave a micro-action another week.",
)
MICRO_ACTION_FELL_DUE = declare(
    "events.micro_action_fell_due", "event_id", meaning="A micro-action's day has come."
)
WRAP_UP_FILLED = declare(
    "events.wrap_up_filled", "event_id", meaning="A member filled the wrap-up card."
)
SAFETY_ANSWER_GIVEN = declare(
    "events.safety_answer_given",
    "event_id",
    meaning="A wrap-up card asks for a moderator's attention; the answer itself is not told.",
)
SAFETY_ANSWER_HANDLED = declare(
    "events.safety_answer_handled",
    "event_id",
    meaning="A moderator has looked after a wrap-up card's safety answer.",
)
SAFETY_NEWS_DUE = declare(
    "events.safety_news_due",
    "reader_id",
    meaning="A reader of safety answers is to be told that one waits; about the card.",
)
CONTRIBUTION_POSTED = declare(
    "events.contribution_posted", "event_id", meaning="A member posted on an event's wall."
)
CONTRIBUTION_HIDDEN = declare(
    "events.contribution_hidden", "event_id", meaning="A host hid a post on a wall."
)
REMINDER_DUE = declare(
    "events.reminder_due", "event_id", "kind", meaning="A reminder's time has come."
)
EVENT_NEWS_DUE = declare(
    "events.event_news_due",
    "event_id",
    "kind",
    "was_at",
    meaning="A member with a claim is to be told of their event; kind: CHANGED, MOVED or"
    " CANCELLED; was_at: the start before a move (ISO 8601).",
)
