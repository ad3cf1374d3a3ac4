import logging
import time
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, F, Min, Q, QuerySet
from django.utils import timezone

from config.kernel import reactions
from config.kernel.models import Delivery, Fact
from config.kernel.prepared_queries import prepared
from config.kernel.transactions import (
    EVERYWHERE,
    reading_everywhere,
    tenant_scope,
    use_case_everywhere,
    within,
)

logger = logging.getLogger(__name__)

# Well inside the time limits of a task, so that no delivery is cut off because others were slow.
TURN = timedelta(seconds=50)


def deliver_due(*, queue: str, limit: int = 500) -> int:
    """Deliver what is due in one queue and return how many arrived. Many may do this at once."""
    delivered = 0
    until = time.monotonic() + TURN.total_seconds()
    for _turn in range(limit):
        delivery = _claim(queue=queue, now=timezone.now()) if time.monotonic() < until else None
        if delivery is None:
            break
        if delivery.parked_at is None:
            delivered += _try(delivery)
    return delivered


def _try(delivery: Delivery) -> int:
    try:
        _run(delivery)
    except Exception as failure:
        # No repair needed: the claim runs out and the delivery is due again.
        logger.exception("Reaction %s failed for fact %s", delivery.reaction, delivery.fact_id)
        _note_failure(delivery=delivery, kind=type(failure).__name__, now=timezone.now())
        return 0
    return 1


@use_case_everywhere
def _claim(*, queue: str, now: datetime) -> Delivery | None:
    """Take the next delivery and postpone its next attempt, so that a crash needs no repair.

    One whose attempts all ended in a crash is parked.
    """
    delivery = next(iter(_next_due(queue=queue, now=now)), None)
    if delivery is None:
        return None
    reaction = _reaction(delivery)
    if delivery.attempts >= reaction.attempts:
        _park(delivery, kind="Crash", now=now)
        return delivery
    delivery.attempts += 1
    delivery.due_at = now + reaction.wait_after(delivery.attempts)
    delivery.save(update_fields=["attempts", "due_at"])
    return delivery


@prepared
def _next_due(*, queue: str, now: datetime) -> QuerySet[Delivery]:
    waiting = Delivery.objects.filter(queue=queue, delivered_at=None, parked_at=None)
    due = waiting.filter(due_at__lte=now).select_related("fact", "fact__community")
    free = due.select_for_update(skip_locked=True, of=("self",))
    return free.order_by("due_at", "id")[:1]


def _reaction(delivery: Delivery) -> reactions.Reaction:
    try:
        return reactions.to(delivery.fact.name)[delivery.reaction]
    except KeyError:
        return UNKNOWN


def _fail(fact: Fact) -> None:
    raise LookupError(f"No such reaction to {fact.name} here.")


# Perhaps of a newer release that this worker will soon run; if it is gone, it ends up parked.
UNKNOWN = reactions.Reaction(_fail, outside=False, attempts=5, backoff=timedelta(minutes=2))


def _park(delivery: Delivery, *, kind: str, now: datetime) -> None:
    row = Delivery.objects.filter(pk=delivery.pk, delivered_at=None)
    if row.update(last_error=kind[:200], parked_at=now):
        delivery.parked_at = now
        logger.error("Parked delivery %s of %s", delivery.pk, delivery.reaction)


def _run(delivery: Delivery) -> None:
    fact = delivery.fact
    reaction = _reaction(delivery)
    if reaction.outside:
        reaction.run(fact)
    scope = within(fact.community_id) if fact.community_id else EVERYWHERE
    with tenant_scope(scope):
        if not reaction.outside:
            reaction.run(fact)
        arrived = Delivery.objects.filter(pk=delivery.pk, delivered_at=None)
        has_arrived = arrived.update(delivered_at=timezone.now(), parked_at=None)
        if not has_arrived and not reaction.outside:
            raise RuntimeError("Delivered twice at the same moment; this one is rolled back.")


@use_case_everywhere
def _note_failure(*, delivery: Delivery, kind: str, now: datetime) -> None:
    """Park what has used up its attempts; it can be released by hand."""
    if delivery.attempts >= _reaction(delivery).attempts:
        _park(delivery, kind=kind, now=now)
    else:
        row = Delivery.objects.filter(pk=delivery.pk, delivered_at=None)
        row.update(last_error=kind[:200])


@use_case_everywhere
def release_parked(*, delivery_ids: list[int], now: datetime) -> int:
    """Give parked deliveries a fresh set of attempts, due at once."""
    parked = Delivery.objects.filter(pk__in=delivery_ids).exclude(parked_at=None)
    return parked.update(parked_at=None, attempts=0, due_at=now)


@use_case_everywhere
def mark_old_news_delivered(*, before: datetime, now: datetime) -> int:
    """Mark overdue outside deliveries as delivered, so that nobody is mailed old news."""
    stale = Delivery.objects.filter(
        queue=reactions.OUTSIDE, delivered_at=None, parked_at=None, due_at__lt=before
    )
    return stale.update(delivered_at=now)


@reading_everywhere
def backlog(*, now: datetime) -> list[dict[str, Any]]:
    """One row for each queue with undelivered facts: name, due, due_since and parked."""
    is_due = Q(parked_at=None, due_at__lte=now)
    waiting = Delivery.objects.filter(delivered_at=None).values(name=F("queue"))
    rows = waiting.annotate(
        due=Count("pk", filter=is_due),
        due_since=Min("due_at", filter=is_due),
        parked=Count("pk", filter=Q(parked_at__isnull=False)),
    )
    return [dict(row) for row in rows.order_by("name")]
