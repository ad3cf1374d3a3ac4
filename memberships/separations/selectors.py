from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from config.kernel.transactions import reading
from memberships.communities.models import Membership
from memberships.separations.models import Separation


@dataclass(frozen=True, slots=True)
class SeparationQuestion:
    """What is asked before two are kept apart.

    `helpers` are those who look after people, without the two themselves.
    """

    other: Membership
    is_apart: bool
    helpers: list[Membership]


@reading
def separation_question(
    *, membership: Membership, member_id: int, now: datetime
) -> SeparationQuestion:
    """What a member is told before keeping another apart, the same whatever the other has done."""
    people = Membership.objects.within(membership.community)
    others = people.others_than(membership).select_related("user")
    separations = Separation.objects.within(membership.community)
    mine = separations.made_by(membership).filter(restrained=OuterRef("pk"))
    other = others.annotate(is_apart=Exists(mine)).get(pk=member_id)
    apart = separations.active(now).between(membership, OuterRef("pk"))
    trusted = others.active().with_any_role("OWNER", "MODERATOR").exclude(Exists(apart))
    helpers = trusted.exclude(pk=member_id).order_by("user__name", "pk")
    return SeparationQuestion(other=other, is_apart=other.is_apart, helpers=list(helpers))


@reading
def separations_page(*, membership: Membership) -> list[Separation]:
    """The separations that this member made, the latest first; nobody else ever sees this list."""
    mine = Separation.objects.within(membership.community).made_by(membership)
    return list(mine.select_related("restrained__user").order_by("-made_at", "-pk"))
