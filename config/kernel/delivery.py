import logging
from datetime import datetime, timedelta

from django.db import models
from django.utils import timezone

from config.kernel import reactions
from config.kernel.models import Delivery
from config.kernel.transactions import (
    EVERYWHERE,
    door,
    reading_everywhere,
    use_case_everywhere,
    within,
)

logger = logging.getLogger(__name__)


def deliver_due(*, lane: str, limit: int = 500) -> int:
    """Deliver what is due in one lane and return how many arrived. Many may do this at once."""
    delivered = 0
    for _turn in range(limit):
        delivery = _claim(lane=lane, now=timezone.now())
        if delivery is None:
            break
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
def _claim(*, lane: str, now: datetime) -> Delivery | None:
    """Take the next delivery and put off its next attempt; a crash then needs no repair."""
    delivery = (
        Delivery.objects.select_for_update(skip_locked=True, of=("self",))
        .select_related("fact", "fact__community")
        .filter(lane=lane, delivered_at=None, parked_at=None, due_at__lte=now)
        .order_by("due_at", "id")
        .first()
    )
    if delivery is None:
        return None
    delivery.attempts += 1
    delivery.due_at = now + _wait(delivery)
    delivery.save(update_fields=["attempts", "due_at"])
    return delivery


def _wait(delivery: Delivery) -> timedelta:
    try:
        return reactions.find(delivery.fact.name, delivery.reaction).wait_after(delivery.attempts)
    except KeyError:  # the reaction is gone from the code: it will fail, and be parked
        return timedelta(minutes=2)


def _run(delivery: Delivery) -> None:
    fact = delivery.fact
    reaction = reactions.find(fact.name, delivery.reaction)
    if reaction.outside:
        reaction.run(fact)
    scope = within(fact.community_id) if fact.community_id else EVERYWHERE
    with door(scope):
        if not reaction.outside:
            reaction.run(fact)
        arrived = Delivery.objects.filter(pk=delivery.pk, delivered_at=None)
        if not arrived.update(delivered_at=timezone.now()) and not reaction.outside:
            raise RuntimeError("Delivered twice at the same moment; this one is rolled back.")


@use_case_everywhere
def _note_failure(*, delivery: Delivery, kind: str, now: datetime) -> None:
    """Park what has used up its attempts; it can be released by hand."""
    try:
        allowed = reactions.find(delivery.fact.name, delivery.reaction).attempts
    except KeyError:
        allowed = 1
    row = Delivery.objects.filter(pk=delivery.pk, delivered_at=None)
    parked_at = now if delivery.attempts >= allowed else None
    row.update(last_error=kind[:200], parked_at=parked_at)
    if parked_at:
        logger.error("Parked delivery %s of %s", delivery.pk, delivery.reaction)


@use_case_everywhere
def release_parked(*, delivery_ids: list[int], now: datetime) -> int:
    """Give parked deliveries a fresh set of attempts, due at once."""
    parked = Delivery.objects.filter(pk__in=delivery_ids).exclude(parked_at=None)
    return parked.update(parked_at=None, attempts=0, due_at=now)


@use_case_everywhere
def mark_old_news_delivered(*, before: datetime, now: datetime) -> int:
    """Let undelivered outside deliveries of the past rest: nobody is mailed old news."""
    stale = Delivery.objects.filter(
        lane=reactions.OUTSIDE, delivered_at=None, parked_at=None, fact__happened_at__lt=before
    )
    return stale.update(delivered_at=now)


@reading_everywhere
def backlog(*, now: datetime) -> dict[str, int]:
    """Counts for the health page: due and late deliveries, and parked ones."""
    waiting = models.Q(delivered_at=None, parked_at=None, due_at__lte=now)
    return Delivery.objects.aggregate(
        due=models.Count("pk", filter=waiting),
        parked=models.Count("pk", filter=~models.Q(parked_at=None)),
    )
