from typing import Self

from django.db.models import Model

from config.kernel.models import CommunityQuerySet, M_co


class MembershipQuerySet(CommunityQuerySet[M_co]):
    def active(self) -> Self:
        return self.filter(status="ACTIVE")

    def present(self) -> Self:
        """Those who belong: active, or paused for a while."""
        return self.filter(status__in=("ACTIVE", "PAUSED"))

    def for_life(self) -> Self:
        """Every membership that has not ended, whatever its state."""
        return self.exclude(status="LEFT")

    def others_than(self, membership: Model) -> Self:
        """Everybody who could be met again: not oneself, and nobody who is erased."""
        return self.exclude(pk=membership.pk).filter(user__erased_at=None)

    def with_role(self, role: str) -> Self:
        return self.filter(roles__contains=[role])

    def with_any_role(self, *roles: str) -> Self:
        return self.filter(roles__overlap=roles)
