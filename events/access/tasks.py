"""What the clock calls: each task makes one service call."""

from celery import shared_task
from django.utils import timezone

from config.kernel import clock
from events.access import services


@shared_task(name="events.process_due_access_needs", ignore_result=True)
def process_due_access_needs(**_later: object) -> None:
    """Beat, each hour: overdue answers are chased, and old words forgotten."""
    with clock.job_run("process_due_access_needs"):
        services.process_due_access_needs(now=timezone.now())
