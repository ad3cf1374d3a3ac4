from config.kernel.facts import declare

SEPARATION_MADE = declare(
    "memberships.separation_made",
    "kind",
    meaning="Two members are kept apart; kind: PERSONAL or MEASURE. Never told to the restrained.",
)
SEPARATION_LIFTED = declare(
    "memberships.separation_lifted", meaning="Two members are no longer kept apart."
)
