from datetime import datetime
from typing import Self

from django.db.models import QuerySet

from config.kernel.models import M_co


class UserQuerySet(QuerySet[M_co]):
    def due_for_erasure(self, now: datetime) -> Self:
        return self.filter(erased_at=None, deletion_due_at__lte=now)
