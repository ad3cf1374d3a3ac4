from collections.abc import Callable
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.http import Http404, HttpResponse
from django.utils import timezone, translation

from config.kernel.middleware import Middleware
from memberships.communities.models import Community
from memberships.communities.selectors import active_membership, community_at


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
        request.community = community_at(slug=view_kwargs.pop("community"))
        request.membership = None
        if request.community is not None and request.user.is_authenticated:
            request.membership = active_membership(user=request.user, community=request.community)
        is_open = getattr(view, "open_to_visitors", False)
        if request.community is None or (request.membership is None and not is_open):
            raise Http404
        _show_time_of(request.community, to=request.user)


def _show_time_of(community: Community, *, to: Any) -> None:
    """People who chose no zone see the community's; PersonMiddleware resets it afterwards."""
    zone = _zone(getattr(to, "time_zone", "")) or _zone(community.time_zone)
    if zone is not None:
        timezone.activate(zone)
