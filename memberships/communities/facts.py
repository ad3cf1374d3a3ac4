from config.kernel.facts import declare

COMMUNITY_STARTED = declare("memberships.community_started", meaning="A community began.")
COMMUNITY_CHANGED = declare(
    "memberships.community_changed", meaning="An owner changed a community's settings."
)
MEMBERSHIP_STARTED = declare(
    "memberships.membership_started",
    "way",
    meaning="A person joined or came back; way: founding, invitation or request.",
)
MEMBERSHIP_PAUSED = declare("memberships.membership_paused", meaning="A member stepped back.")
MEMBERSHIP_RESUMED = declare("memberships.membership_resumed", meaning="A member came back.")
MEMBERSHIP_SUSPENDED = declare(
    "memberships.membership_suspended", meaning="A member was suspended by a measure."
)
MEMBERSHIP_ENDED = declare(
    "memberships.membership_ended", "way", meaning="A member left; way: left, removed or erased."
)
ROLES_CHANGED = declare("memberships.roles_changed", meaning="A member's roles were replaced.")
