"""Who may. Each raises PermissionDenied (403), or a Refusal (422) where the words help."""

from dataclasses import dataclass

from django.core.exceptions import PermissionDenied

from events.attendance.models import WrapUp
from events.attendance.rules import readers_of_answer
from memberships.communities.models import Community, Membership


@dataclass(frozen=True, slots=True)
class Staff:
    """The active moderators and owners of a community, by membership."""

    moderators: frozenset[int]
    owners: frozenset[int]

    def readers(self, *, host_id: int, teller_id: int) -> set[int]:
        """Who may read a safety answer of member `teller_id` after an event of `host_id`."""
        return readers_of_answer(
            moderators=self.moderators, owners=self.owners, involved={host_id, teller_id}
        )

    def readers_of(self, answer: WrapUp) -> set[int]:
        return self.readers(host_id=answer.event.host_id, teller_id=answer.membership_id)


def staff_of(community: Community) -> Staff:
    """The community's staff, in one statement. Needs a tenant scope."""
    rows = Membership.objects.within(community).active().values_list("pk", "roles")
    trusted = list(rows.filter(roles__overlap=["MODERATOR", "OWNER"]))
    return Staff(
        moderators=frozenset(pk for pk, roles in trusted if "MODERATOR" in roles),
        owners=frozenset(pk for pk, roles in trusted if "OWNER" in roles),
    )


def ensure_may_read(membership: Membership, *, answer: WrapUp, staff: Staff) -> None:
    """Refuses all but moderators who are not involved; to one who is, it does not exist."""
    if membership.pk in staff.readers_of(answer):
        return
    if membership.is_moderator:
        raise WrapUp.DoesNotExist
    raise PermissionDenied
