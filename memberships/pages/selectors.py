from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.utils.safestring import SafeString

from config.kernel import markdown
from config.kernel.transactions import reading, reading_mine
from memberships.communities.models import Community, Membership
from memberships.joining.models import JoinRequest
from memberships.people.models import User


@dataclass(frozen=True, slots=True)
class PublicPanel:
    """What a higher app shows on a community's public page, and the template that draws it."""

    template: str
    content: object


PanelMaker = Callable[..., PublicPanel | None]
_makers: list[PanelMaker] = []


def register_panel(make: PanelMaker) -> None:
    """Show something of a higher app on the public page.

    `make(community=, now=)` runs in the scope of the page.
    """
    if make not in _makers:
        _makers.append(make)


@dataclass(frozen=True, slots=True)
class PublicPage:
    """What anybody sees; `standing` is MEMBER, PAUSED, WAITING, MAY_ASK or CLOSED."""

    community: Community
    description: SafeString
    panels: list[PublicPanel]
    standing: str


@reading
def public_page(
    *, community: Community, user: User | None, is_member: bool, now: datetime
) -> PublicPage:
    """What anybody sees of a community, and what this person is to it."""
    made = [make(community=community, now=now) for make in _makers]
    return PublicPage(
        community=community,
        description=markdown.render(community.description),
        panels=[panel for panel in made if panel is not None],
        standing="MEMBER" if is_member else _standing(community=community, user=user),
    )


def _standing(*, community: Community, user: User | None) -> str:
    here = Membership.objects.within(community).for_life()
    member = here.filter(user=user).first() if user else None
    if member is not None:
        return "PAUSED" if member.status == Membership.Status.PAUSED else "CLOSED"
    waiting = JoinRequest.objects.within(community).waiting()
    if user and waiting.filter(user=user).exists():
        return "WAITING"
    return "MAY_ASK" if community.takes_join_requests else "CLOSED"


@dataclass(frozen=True, slots=True)
class MyCommunities:
    active: list[Membership]
    paused: list[Membership]


@reading_mine
def my_communities(*, user: User) -> MyCommunities:
    """The person's communities, by name."""
    mine = Membership.of(user).present().select_related("community")
    rows = list(mine.order_by("community__name", "pk"))
    active = [row for row in rows if row.status == Membership.Status.ACTIVE]
    return MyCommunities(active=active, paused=[row for row in rows if row not in active])
