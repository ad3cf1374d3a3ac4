from memberships.models.community import Clearance, Community, NotCleared, SlugTaken
from memberships.models.joining import (
    AlreadyAsked,
    AlreadyDecided,
    Invitation,
    InvitationSpent,
    JoinRequest,
    OtherAddress,
)
from memberships.models.membership import (
    AlreadyMember,
    LastOwner,
    Membership,
    NotificationPreference,
    NotPossibleNow,
)
from memberships.models.person import DeletionNotAsked, User
from memberships.models.separation import Separation

__all__ = [
    "AlreadyAsked",
    "AlreadyDecided",
    "AlreadyMember",
    "Clearance",
    "Community",
    "DeletionNotAsked",
    "Invitation",
    "InvitationSpent",
    "JoinRequest",
    "LastOwner",
    "Membership",
    "NotCleared",
    "NotPossibleNow",
    "NotificationPreference",
    "OtherAddress",
    "Separation",
    "SlugTaken",
    "User",
]
