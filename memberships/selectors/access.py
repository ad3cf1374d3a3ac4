from config.kernel.transactions import reading
from memberships.models import Community, Membership, User


def community_at(*, slug: str) -> Community | None:
    """The community at an address. Communities are no tenant's rows: anyone may ask."""
    return Community.objects.filter(slug=slug).first()


@reading
def active_membership(*, user: User, community: Community) -> Membership | None:
    """The person's place in the community, where it is active; knows its user and community."""
    membership = Membership.objects.within(community).active().filter(user=user).first()
    if membership is not None:
        membership.user, membership.community = user, community
    return membership


def community_with(*, community_id: int) -> Community | None:
    """The community a signed link names."""
    return Community.objects.filter(pk=community_id).first()
