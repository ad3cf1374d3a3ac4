from memberships.communities.models import Membership
from memberships.communities.querysets import MembershipQuerySet


def who_want(
    members: MembershipQuerySet[Membership], category: str
) -> MembershipQuerySet[Membership]:
    """Members who have not switched this kind of mail off."""
    return members.exclude(notification_preferences__category=category)
