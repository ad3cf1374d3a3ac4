from celery import shared_task
from django.utils import timezone

from config.kernel import clock, delivery, housekeeping, reactions
from config.kernel.sessions import SessionStore


@shared_task(name="kernel.deliver_facts", ignore_result=True)
def deliver_facts(*, queue: str, **_later: object) -> None:
    """Woken after each commit."""
    delivery.deliver_due(queue=queue)


@shared_task(name="kernel.sweep_inside", ignore_result=True)
def sweep_inside(**_later: object) -> None:
    """Beat, each minute: deliver inside what a lost wake-up left behind."""
    with clock.job_run("sweep_inside"):
        delivery.deliver_due(queue=reactions.INSIDE)


@shared_task(name="kernel.sweep_outside", ignore_result=True)
def sweep_outside(**_later: object) -> None:
    """Beat, each minute: deliver outside what a lost wake-up left behind."""
    with clock.job_run("sweep_outside"):
        delivery.deliver_due(queue=reactions.OUTSIDE)


@shared_task(name="kernel.clear_expired_sessions", ignore_result=True)
def clear_expired_sessions(**_later: object) -> None:
    """Beat, each hour: drop the sessions that have expired."""
    with clock.job_run("clear_expired_sessions"):
        SessionStore.clear_expired()


@shared_task(name="kernel.forget_old_keys", ignore_result=True)
def forget_old_keys(**_later: object) -> None:
    """Beat, each hour: drop old idempotency keys."""
    with clock.job_run("forget_old_keys"):
        housekeeping.forget_old_keys(now=timezone.now())
