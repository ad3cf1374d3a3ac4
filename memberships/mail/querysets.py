from memberships.communities.models import Membership
from memberships.communities.querysets import MembershipQuerySet


def who_want(
    members: MembershipQuerySet[Membership], category: str
) -> MembershipQuerySet[Membership]:
    """Those who have left this kind of mail on."""
    return members.exclude(notification_preferences__category=category)
