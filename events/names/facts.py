from config.kernel.facts import declare

REVEAL_GIVEN = declare(
    "events.reveal_given",
    "event_id",
    "is_mutual",
    meaning="A member is willing to tell another who they are; is_mutual: so is the other.",
)
REVEAL_TAKEN_BACK = declare(
    "events.reveal_taken_back",
    "event_id",
    meaning="A member is not willing after all, before it was mutual.",
)
REVEAL_MADE_MUTUAL = declare(
    "events.reveal_made_mutual",
    "event_id",
    meaning="Two members know each other now; one fact about each one's reveal.",
)
HANDLE_RESOLVED = declare(
    "events.handle_resolved",
    "event_id",
    meaning="A moderator learnt whose handle it is, and said why.",
)
