from config.kernel.facts import declare

REVEAL_GIVEN = declare(
    "events.reveal_given",
    "event_id",
    "is_mutual",
    meaning="After a blind event one would tell another who they are; is_mutual: so would they.",
)
REVEAL_TAKEN_BACK = declare(
    "events.reveal_taken_back",
    "event_id",
    meaning="Before it was mutual, one would not tell the other after all.",
)
REVEAL_MADE_MUTUAL = declare(
    "events.reveal_made_mutual",
    "event_id",
    meaning="Two revealed themselves to each other; one such fact about each one's reveal.",
)
HANDLE_RESOLVED = declare(
    "events.handle_resolved",
    "event_id",
    meaning="Somebody who looks after people learnt who a handle is, and said why.",
)
