from datetime import datetime
from typing import Self

from config.kernel.models import CommunityQuerySet, M_co


class StrikeQuerySet(CommunityQuerySet[M_co]):
    def counting(self, now: datetime) -> Self:
        """Strikes that are neither forgiven nor expired."""
        return self.filter(forgiven_at=None, expires_at__gt=now)
