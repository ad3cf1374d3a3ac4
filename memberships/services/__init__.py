from config.kernel.errors import Refusal
from memberships.services.accounts import (
    ask_for_deletion,
    call_off_deletion,
    change_profile,
    choose_language,
    erase_due_accounts,
    note_sign_up,
)
from memberships.services.communities import change_settings, start_community
from memberships.services.invitations import (
    accept_invitation,
    invite_person,
    withdraw_invitation,
)
from memberships.services.joining import (
    approve_join_request,
    ask_to_join,
    decline_join_request,
)
from memberships.services.people import (
    change_roles,
    leave_community,
    pause_member,
    remove_member,
    resume_member,
)
from memberships.services.preferences import choose_mail, mute_mail
from memberships.services.separations import lift_separation, make_separation

__all__ = [
    "Refusal",
    "accept_invitation",
    "approve_join_request",
    "ask_for_deletion",
    "ask_to_join",
    "call_off_deletion",
    "change_profile",
    "change_roles",
    "change_settings",
    "choose_language",
    "choose_mail",
    "decline_join_request",
    "erase_due_accounts",
    "invite_person",
    "leave_community",
    "lift_separation",
    "make_separation",
    "mute_mail",
    "note_sign_up",
    "pause_member",
    "remove_member",
    "resume_member",
    "start_community",
    "withdraw_invitation",
]
