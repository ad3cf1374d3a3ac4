from datetime import datetime
from typing import Self

from django.db.models import Model, OuterRef, Q

from config.kernel.models import CommunityQuerySet, M_co


class SeparationQuerySet(CommunityQuerySet[M_co]):
    def active(self, now: datetime) -> Self:
        """Separations that are neither lifted nor over."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=now), lifted_at=None)

    def made_by(self, membership: Model) -> Self:
        """Separations that this member made, and may lift."""
        return self.filter(protected=membership, kind="PERSONAL", lifted_at=None)

    def between(self, membership: Model, other: "Model | OuterRef") -> Self:
        """Separations of these two, on either side; `other` may be an outer column."""
        theirs = Q(protected=membership, restrained=other)
        return self.filter(theirs | Q(protected=other, restrained=membership))

    def about(self, membership: Model) -> Self:
        """Separations that protect or restrain this member."""
        return self.filter(Q(protected=membership) | Q(restrained=membership))
