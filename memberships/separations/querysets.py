from datetime import datetime
from typing import Self

from django.db.models import Model, OuterRef, Q

from config.kernel.models import CommunityQuerySet, M_co


class SeparationQuerySet(CommunityQuerySet[M_co]):
    def active(self, now: datetime) -> Self:
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
