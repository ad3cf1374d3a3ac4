from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from memberships.communities.models import Community, Membership
from memberships.people.models import User


class PersonRequest(HttpRequest):
    """A request by a signed-in person."""

    user: User
    htmx: HtmxDetails


class VisitorRequest(HttpRequest):
    """A request to a community's public page; `membership` is None unless they are a member."""

    community: Community
    membership: Membership | None
    htmx: HtmxDetails


class GuestRequest(VisitorRequest):
    """A request by a signed-in person to a community; they may not be a member."""

    user: User


class MemberRequest(HttpRequest):
    """A request that CommunityMiddleware has let through."""

    user: User
    community: Community
    membership: Membership
    htmx: HtmxDetails
