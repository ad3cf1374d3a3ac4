from django.http import HttpRequest
from django_htmx.middleware import HtmxDetails

from memberships.communities.models import Community, Membership
from memberships.people.models import User


class PersonRequest(HttpRequest):
    """A request of somebody who has signed in."""

    user: User
    htmx: HtmxDetails


class VisitorRequest(HttpRequest):
    """A request to a community's open page: the membership is there only for members."""

    community: Community
    membership: Membership | None
    htmx: HtmxDetails


class GuestRequest(VisitorRequest):
    """A request of somebody who has signed in, to a community they need not belong to."""

    user: User


class MemberRequest(HttpRequest):
    """A request that CommunityMiddleware has let through."""

    user: User
    community: Community
    membership: Membership
    htmx: HtmxDetails
