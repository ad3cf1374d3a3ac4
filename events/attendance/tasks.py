"""What the clock calls: each task makes one service call."""

from celery import shared_task
from django.utils import timezone

from config.kernel import clock
from events.attendance.services import commitments, live


@shared_task(name="events.turn_the_clock", ignore_result=True)
def turn_the_clock(**_later: object) -> None:
    """Beat, each minute: events begin, intentions lock, events end."""
    with clock.stroke("turn_the_clock"):
        live.turn_the_clock(now=timezone.now())


@shared_task(name="events.turn_micro_actions", ignore_result=True)
def turn_micro_actions(**_later: object) -> None:
    """Beat, each hour: micro-actions fall due, and those nobody spoke of are closed."""
    with clock.stroke("turn_micro_actions"):
        commitments.turn_micro_actions(now=timezone.now())
