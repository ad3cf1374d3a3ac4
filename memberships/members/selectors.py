from dataclasses import dataclass
from datetime import datetime

from django.db.models import Exists, OuterRef

from config.kernel.transactions import reading
from memberships.communities import policies
from memberships.communities.models import Membership
from memberships.joining.models import JoinRequest
from memberships.separations.models import Separation

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class PersonRow:
    """A member on the people page, and what the viewer may do about them."""

    member: Membership
    is_me: bool
    may_look_after: bool


@dataclass(frozen=True, slots=True)
class PeoplePage:
    people: list[PersonRow]
    number: int
    has_next: bool
    waiting: int

    @property
    def has_previous(self) -> bool:
        return self.number > 1


@reading
def people_page(*, membership: Membership, number: int, now: datetime) -> PeoplePage:
    """Present members, by name; two who are kept apart do not see each other.

    Those who look after people see everybody, and how many requests to join wait.
    """
    present = Membership.objects.within(membership.community).present()
    may_moderate = membership.is_moderator or membership.is_owner
    if not may_moderate:
        present = present.exclude(_is_apart(membership, now=now))
    first = (number - 1) * PAGE_SIZE
    rows = list(
        present.select_related("user").order_by("user__name", "pk")[first : first + PAGE_SIZE + 1]
    )
    requests = JoinRequest.objects.within(membership.community).waiting()
    return PeoplePage(
        people=[_person(row, viewer=membership) for row in rows[:PAGE_SIZE]],
        number=number,
        has_next=len(rows) > PAGE_SIZE,
        waiting=requests.count() if may_moderate else 0,
    )


@reading
def member_at(*, membership: Membership, member_id: int) -> Membership:
    """A member of the viewer's community. Refuses viewers who may not look after them."""
    present = Membership.objects.within(membership.community).present()
    member = present.select_related("user").get(pk=member_id)
    policies.ensure_may_look_after(membership, other=member)
    return member


def _is_apart(viewer: Membership, *, now: datetime) -> Exists:
    separations = Separation.objects.within(viewer.community).active(now)
    return Exists(separations.between(viewer, OuterRef("pk")))


def _person(row: Membership, *, viewer: Membership) -> PersonRow:
    is_me = row.pk == viewer.pk
    return PersonRow(row, is_me=is_me, may_look_after=not is_me and _may_look_after(viewer, row))


def _may_look_after(viewer: Membership, row: Membership) -> bool:
    return viewer.is_owner or (viewer.is_moderator and not row.is_owner)
