from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import Model, OuterRef, Q, QuerySet

from config.kernel.models import CommunityQuerySet, M_co

if TYPE_CHECKING:
    from memberships.models import User


class UserQuerySet(QuerySet[M_co]):
    def due_for_erasure(self, now: datetime) -> Self:
        return self.filter(erased_at=None, deletion_due_at__lte=now)


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

    def wanting(self, category: str) -> Self:
        """Those who have left this kind of mail on."""
        return self.exclude(notification_preferences__category=category)


class InvitationQuerySet(CommunityQuerySet[M_co]):
    def open(self, now: datetime) -> Self:
        return self.unused().filter(expires_at__gt=now)

    def unused(self) -> Self:
        """Neither accepted nor taken back; perhaps run out."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def sent_to(self, person: "User") -> Self:
        """Letters to the person's address, and those they came in by."""
        return self.filter(Q(email=person.email) | Q(accepted_by__user=person))

    def sent_since(self, moment: datetime) -> Self:
        return self.filter(sent_at__gt=moment)


class JoinRequestQuerySet(CommunityQuerySet[M_co]):
    def waiting(self) -> Self:
        return self.filter(status="WAITING")

    def declined_since(self, moment: datetime) -> Self:
        return self.filter(status="DECLINED", decided_at__gt=moment)


class SeparationQuerySet(CommunityQuerySet[M_co]):
    def standing(self, now: datetime) -> Self:
        """Neither lifted nor run out."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=now), lifted_at=None)

    def made_by(self, membership: Model) -> Self:
        """Those that this member made for themselves and may lift."""
        return self.filter(protected=membership, kind="PERSONAL", lifted_at=None)

    def between(self, membership: Model, other: "Model | OuterRef") -> Self:
        """Those of these two, on either side; `other` may be an outer query's column."""
        theirs = Q(protected=membership, restrained=other)
        return self.filter(theirs | Q(protected=other, restrained=membership))

    def about(self, membership: Model) -> Self:
        """Those that this member is part of, on either side."""
        return self.filter(Q(protected=membership) | Q(restrained=membership))
