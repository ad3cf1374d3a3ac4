"""What the clock calls: each task makes one service call."""

from celery import shared_task
from django.utils import timezone

from config.kernel import clock
from events.seats.services import claims, intentions


@shared_task(name="events.close_intentions", ignore_result=True)
def close_intentions(**_later: object) -> None:
    """Beat, each hour: intentions nobody spoke of within 72 hours are not told."""
    with clock.job_run("close_intentions"):
        intentions.close_intentions(now=timezone.now())


@shared_task(name="events.lapse_offers", ignore_result=True)
def lapse_offers(**_later: object) -> None:
    """Beat, each minute: offers whose time is over end, and their seats are handed on."""
    with clock.job_run("lapse_offers"):
        claims.process_due_offers(now=timezone.now())
