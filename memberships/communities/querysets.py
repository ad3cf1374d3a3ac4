from typing import Self

from django.db.models import Model

from config.kernel.models import CommunityQuerySet, M_co


class MembershipQuerySet(CommunityQuerySet[M_co]):
    def active(self) -> Self:
        return self.filter(status="ACTIVE")

    def present(self) -> Self:
        """Active and paused members."""
        return self.filter(status__in=("ACTIVE", "PAUSED"))

    def for_life(self) -> Self:
        """All memberships that have not ended."""
        return self.exclude(status="LEFT")

    def others_than(self, membership: Model) -> Self:
        """Everybody else whose account is not erased."""
        return self.exclude(pk=membership.pk).filter(user__erased_at=None)

    def with_role(self, role: str) -> Self:
        return self.filter(roles__contains=[role])

    def with_any_role(self, *roles: str) -> Self:
        return self.filter(roles__overlap=roles)
