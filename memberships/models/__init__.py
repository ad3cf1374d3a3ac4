from memberships.models.community import Clearance, Community
from memberships.models.joining import Invitation, JoinRequest
from memberships.models.membership import Membership, NotificationPreference
from memberships.models.person import User

__all__ = [
    "Clearance",
    "Community",
    "Invitation",
    "JoinRequest",
    "Membership",
    "NotificationPreference",
    "User",
]
