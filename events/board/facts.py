from config.kernel.facts import declare

CONTRIBUTION_POSTED = declare(
    "events.contribution_posted", "event_id", meaning="A member posted in an event's discussion."
)
CONTRIBUTION_HIDDEN = declare(
    "events.contribution_hidden", "event_id", meaning="A host hid a post in a discussion."
)
