from datetime import datetime
from typing import Self

from django.db.models import QuerySet

from config.kernel.models import CommunityQuerySet, M_co


class UserQuerySet(QuerySet[M_co]):
    def due_for_erasure(self, now: datetime) -> Self:
        return self.filter(erased_at=None, deletion_due_at__lte=now)


class MembershipQuerySet(CommunityQuerySet[M_co]):
    def active(self) -> Self:
        return self.filter(status="ACTIVE")

    def present(self) -> Self:
        """Those who belong: active, or paused for a while."""
        return self.filter(status__in=("ACTIVE", "PAUSED"))

    def with_role(self, role: str) -> Self:
        return self.filter(roles__contains=[role])


class InvitationQuerySet(CommunityQuerySet[M_co]):
    def open(self, now: datetime) -> Self:
        return self.filter(accepted_at=None, withdrawn_at=None, expires_at__gt=now)


class JoinRequestQuerySet(CommunityQuerySet[M_co]):
    def waiting(self) -> Self:
        return self.filter(status="WAITING")
