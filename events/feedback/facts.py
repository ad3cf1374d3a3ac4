from config.kernel.facts import declare

PIECE_SUBMITTED = declare(
    "events.piece_submitted", "event_id", meaning="A member brought a piece for peer feedback."
)
PIECE_WITHDRAWN = declare(
    "events.piece_withdrawn", "event_id", meaning="A member took their piece back."
)
FEEDBACK_DEALT = declare(
    "events.feedback_dealt", "event_id", meaning="A piece was given to a reviewer to answer."
)
FEEDBACK_GIVEN = declare(
    "events.feedback_given", "event_id", meaning="A reviewer answered a piece."
)
