"""What the clock calls: each task makes one service call."""

from celery import shared_task
from django.utils import timezone

from config.kernel import clock
from events.scheduling import services


@shared_task(name="events.extend_horizons", ignore_result=True)
def extend_horizons(**_later: object) -> None:
    """Beat, each hour: series make the events that have come within eight weeks."""
    with clock.job_run("extend_horizons"):
        services.extend_horizons(now=timezone.now())
