from config.kernel.facts import declare

PERSON_SIGNED_UP = declare("memberships.person_signed_up", meaning="A person made an account.")
DELETION_ASKED = declare(
    "memberships.deletion_asked", meaning="A person asked for their account to be deleted."
)
DELETION_CALLED_OFF = declare(
    "memberships.deletion_called_off", meaning="A person kept their account after all."
)
PERSON_ERASED = declare(
    "memberships.person_erased", meaning="An account was anonymised after its seven days."
)
