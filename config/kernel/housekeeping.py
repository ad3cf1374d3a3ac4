from datetime import datetime

from config.kernel.idempotency import KEPT_FOR
from config.kernel.models import IdempotencyKey
from config.kernel.transactions import use_case_everywhere


@use_case_everywhere
def forget_old_keys(*, now: datetime) -> int:
    """Drop idempotency keys older than two days and return how many."""
    dropped, _per_model = IdempotencyKey.objects.filter(taken_at__lt=now - KEPT_FOR).delete()
    return dropped
