from memberships.forms.account import (
    MailChoiceForm,
    NameForm,
    ProfileForm,
)
from memberships.forms.communities import CommunityForm, SettingsForm
from memberships.forms.joining import InvitationForm, JoinRequestForm, RolesForm

__all__ = [
    "CommunityForm",
    "InvitationForm",
    "JoinRequestForm",
    "MailChoiceForm",
    "NameForm",
    "ProfileForm",
    "RolesForm",
    "SettingsForm",
]
