"""What this app announces. Payload keys are listed beside each name."""

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
    "memberships.membership_suspended", meaning="A member was shut out by a measure."
)
MEMBERSHIP_ENDED = declare(
    "memberships.membership_ended", "way", meaning="A member left; way: left, removed or erased."
)
ROLES_CHANGED = declare("memberships.roles_changed", meaning="A member's roles were replaced.")
PERSON_INVITED = declare("memberships.person_invited", meaning="An invitation was written.")
INVITATION_WITHDRAWN = declare(
    "memberships.invitation_withdrawn", meaning="An invitation was taken back."
)
JOIN_REQUESTED = declare("memberships.join_requested", meaning="A person asked to join.")
JOIN_REQUEST_APPROVED = declare(
    "memberships.join_request_approved", meaning="A request to join was approved."
)
JOIN_REQUEST_DECLINED = declare(
    "memberships.join_request_declined", meaning="A request to join was declined."
)
PREFERENCES_CHANGED = declare(
    "memberships.preferences_changed",
    "category",
    "is_muted",
    meaning="A member switched a kind of mail off or on.",
)
SEPARATION_MADE = declare(
    "memberships.separation_made",
    "kind",
    meaning="Two members are kept apart; kind: PERSONAL or MEASURE. Never told to the restrained.",
)
SEPARATION_LIFTED = declare(
    "memberships.separation_lifted", meaning="Two members are no longer kept apart."
)
