import re
from collections.abc import Callable
from functools import partial
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.contrib.sessions import middleware
from django.http import Http404, HttpResponse
from django.utils import timezone, translation

from config.kernel.middleware import Middleware
from memberships.communities.models import Community, Membership
from memberships.communities.selectors import community_at, who_asks

ADDRESS = re.compile("/c/([-a-zA-Z0-9_]+)/")


class SessionMiddleware(middleware.SessionMiddleware):
    """When something of the session is needed, read who asks along with it."""

    def process_request(self, request: Any) -> None:
        super().process_request(request)
        address = ADDRESS.match(request.path_info)
        request.session.read = partial(who_asks, slug=address[1] if address else "")


class PersonMiddleware(Middleware):
    """Use a signed-in person's language and time zone."""

    def __call__(self, request: Any) -> HttpResponse:
        zone = None
        if request.user.is_authenticated:
            zone = _zone(request.user.time_zone)
            if request.user.locale:
                translation.activate(request.user.locale)
                request.LANGUAGE_CODE = translation.get_language()
        with timezone.override(zone):
            return self.get_response(request)


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError):
        return None


class CommunityMiddleware(Middleware):
    """Let only active members past /c/<community>/, unless the view is open to visitors.

    A stranger gets the same 404 as for a community that does not exist.
    """

    def process_view(
        self,
        request: Any,
        view: Callable[..., HttpResponse],
        _view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> None:
        if "community" not in view_kwargs:
            return
        slug = view_kwargs.pop("community")
        request.membership = _active_membership(request, slug)
        if request.membership is not None:
            request.community = request.membership.community
        elif getattr(view, "open_to_visitors", False):
            request.community = community_at(slug=slug)
        else:
            request.community = None
        if request.community is None:
            raise Http404
        _show_time_of(request.community, to=request.user)


def _active_membership(request: Any, slug: str) -> Membership | None:
    """What was read with the session, if it is about this person and this community."""
    if not request.user.is_authenticated:
        return None
    membership: Membership | None = getattr(request.session.row, "membership", None)
    is_right = (
        membership is not None
        and membership.user_id == request.user.pk
        and membership.community.slug == slug
    )
    return membership if is_right else None


def _show_time_of(community: Community, *, to: Any) -> None:
    """People who chose no zone see the community's; PersonMiddleware resets it afterwards."""
    zone = _zone(getattr(to, "time_zone", "")) or _zone(community.time_zone)
    if zone is not None:
        timezone.activate(zone)
