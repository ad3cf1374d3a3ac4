from config.kernel.facts import declare

PREFERENCES_CHANGED = declare(
    "memberships.preferences_changed",
    "category",
    "is_muted",
    meaning="A member switched a kind of mail off or on.",
)
