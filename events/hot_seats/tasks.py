"""What the clock calls: each task makes one service call."""

from celery import shared_task
from django.utils import timezone

from config.kernel import clock
from events.hot_seats import services


@shared_task(name="events.process_due_hot_seats", ignore_result=True)
def process_due_hot_seats(**_later: object) -> None:
    """Beat, each minute: offered hot seats lapse, free ones go to the next in the queue."""
    with clock.job_run("process_due_hot_seats"):
        services.process_due_hot_seats(now=timezone.now())
