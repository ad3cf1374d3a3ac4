from datetime import datetime
from typing import Any, cast

from django.db.models import FilteredRelation, Q, QuerySet, Subquery

from config.kernel.prepared_queries import prepared
from config.kernel.sessions import Session
from config.kernel.transactions import first_read, reading, reading_of_session
from config.kernel.zones import is_zone
from memberships.communities.models import Community, Membership
from memberships.people.models import User


@first_read
@reading_of_session
def who_asks(*, key: str, slug: str, now: datetime) -> Session | None:
    """The live session with this key, and with it in one round trip who asks.

    It comes with its person and, as `membership`, their active one in the community at this
    address; both may be None. The membership has its user and community set.
    """
    session: Any = next(iter(_sessions_with_membership(key=key, slug=slug, now=now)), None)
    if session is not None:
        session.membership = getattr(session, "membership", None)
        if session.membership is not None:
            session.membership.user = session.person
            session.membership.community = session.community
    return cast("Session | None", session)


@first_read
def community_at(*, slug: str) -> Community | None:
    """The community at this address. Communities belong to no tenant, so no scope is needed."""
    return next(iter(_communities_at(slug=slug)), None)


@reading
def active_membership(*, user: User, community: Community) -> Membership | None:
    """The person's membership, if it is active, with its user and community set."""
    mine = Membership.objects.within(community).active()
    membership = mine.filter(user=user).first()
    if membership is not None:
        membership.user, membership.community = user, community
    return membership


@prepared
def _sessions_with_membership(*, key: str, slug: str, now: datetime) -> QuerySet[Session]:
    here = Community.objects.filter(slug=slug).values("pk")
    active = FilteredRelation(
        "person__memberships",
        condition=Q(
            person__memberships__community=Subquery(here),
            person__memberships__status=Membership.Status.ACTIVE,
        ),
    )
    theirs = FilteredRelation("membership__community")  # nested, Django would join it too early
    live = Session.objects.filter(session_key=key, expire_date__gt=now)
    rows = live.annotate(membership=active, community=theirs)
    return rows.select_related(  # type: ignore[misc]  # two of the names are annotations
        "person", "membership", "community"
    )


@prepared
def _communities_at(*, slug: str) -> QuerySet[Community]:
    return Community.objects.filter(slug=slug)


def community_with(*, community_id: int) -> Community | None:
    """The community that a signed link names."""
    return Community.objects.filter(pk=community_id).first()


def reader_zone(membership: Membership) -> str:
    """The reader's own zone, else the community's."""
    own = membership.user.time_zone
    return own if own and is_zone(own) else membership.community.time_zone
