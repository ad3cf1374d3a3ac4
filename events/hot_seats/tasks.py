"""What the clock calls: each task makes one service call."""

from celery import shared_task
from django.utils import timezone

from config.kernel import clock
from events.hot_seats import services


@shared_task(name="events.turn_hot_seats", ignore_result=True)
def turn_hot_seats(**_later: object) -> None:
    """Beat, each minute: offered hot seats lapse, free ones go to the next in the queue."""
    with clock.stroke("turn_hot_seats"):
        services.turn_hot_seats(now=timezone.now())
