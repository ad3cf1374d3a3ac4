from config.kernel.facts import declare

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
    meaning="A member put a micro-action off by a week.",
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
