from django.db.models import QuerySet

from config.kernel.prepared_queries import prepared
from config.kernel.transactions import reading
from config.kernel.zones import is_zone
from memberships.communities.models import Community, Membership
from memberships.people.models import User


def community_at(*, slug: str) -> Community | None:
    """The community at this address. Communities belong to no tenant, so no scope is needed."""
    return next(iter(_communities_at(slug=slug)), None)


@reading
def active_membership(*, user: User, community: Community) -> Membership | None:
    """The person's membership, if it is active, with its user and community set."""
    membership = next(iter(_active_memberships(user=user, community=community)), None)
    if membership is not None:
        membership.user, membership.community = user, community
    return membership


@prepared
def _communities_at(*, slug: str) -> QuerySet[Community]:
    return Community.objects.filter(slug=slug)


@prepared
def _active_memberships(*, user: User, community: Community) -> QuerySet[Membership]:
    return Membership.objects.within(community).active().filter(user=user)


def community_with(*, community_id: int) -> Community | None:
    """The community that a signed link names."""
    return Community.objects.filter(pk=community_id).first()


def reader_zone(membership: Membership) -> str:
    """The reader's own zone, else the community's."""
    own = membership.user.time_zone
    return own if own and is_zone(own) else membership.community.time_zone
