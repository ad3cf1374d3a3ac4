from memberships.communities.models import Membership
from memberships.communities.querysets import MembershipQuerySet


def who_want(
    members: MembershipQuerySet[Membership], category: str
) -> MembershipQuerySet[Membership]:
    """The members who have not switched off this kind of mail."""
    return members.exclude(notification_preferences__category=category)
