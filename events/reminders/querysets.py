from datetime import datetime
from typing import Self

from config.kernel.models import CommunityQuerySet, M_co


class ReminderQuerySet(CommunityQuerySet[M_co]):
    def waiting(self) -> Self:
        """Reminders that were neither sent nor dropped."""
        return self.filter(announced_at=None, dropped_at=None)

    def due(self, now: datetime) -> Self:
        return self.waiting().filter(due_at__lte=now)
