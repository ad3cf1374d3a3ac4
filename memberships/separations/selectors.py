from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext as _

from config.kernel.transactions import reading
from memberships.communities.models import Membership
from memberships.separations.models import Separation


@dataclass(frozen=True, slots=True)
class SeparationQuestion:
    """What is asked before two are kept apart.

    `helpers` are the names of those who look after people, without the two themselves.
    """

    membership_id: int
    name: str
    is_apart: bool
    helpers: list[str]


@dataclass(frozen=True, slots=True)
class KeptApart:
    separation_id: int
    name: str
    since: datetime


@reading
def separation_question(
    *, membership: Membership, member_id: int, now: datetime
) -> SeparationQuestion:
    """Asked of anybody about anybody else, whether or not the other one asked it too."""
    people = Membership.objects.within(membership.community)
    others = people.others_than(membership).select_related("user")
    separations = Separation.objects.within(membership.community)
    mine = separations.made_by(membership).filter(restrained=OuterRef("pk"))
    other = others.annotate(is_apart=Exists(mine)).get(pk=member_id)
    apart = separations.active(now).between(membership, OuterRef("pk"))
    trusted = others.active().with_any_role("OWNER", "MODERATOR").exclude(Exists(apart))
    helpers = trusted.exclude(pk=member_id).order_by("user__name", "pk")
    return SeparationQuestion(
        membership_id=other.pk,
        name=_name_of(other),
        is_apart=other.is_apart,
        helpers=[_name_of(helper) for helper in helpers],
    )


@reading
def separations_page(*, membership: Membership) -> list[KeptApart]:
    """Whom this member keeps apart, the latest first; they alone ever see this list."""
    mine = Separation.objects.within(membership.community).made_by(membership)
    rows = mine.select_related("restrained__user").order_by("-made_at", "-pk")
    return [
        KeptApart(separation_id=row.pk, name=_name_of(row.restrained), since=row.made_at)
        for row in rows
    ]


def _name_of(membership: Membership) -> str:
    return membership.user.name or _("A former member")
