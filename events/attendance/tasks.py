"""What the clock calls: each task makes one service call."""

from celery import shared_task
from django.utils import timezone

from config.kernel import clock
from events.attendance.services import commitments, live


@shared_task(name="events.process_due_events", ignore_result=True)
def process_due_events(**_later: object) -> None:
    """Beat, each minute: events begin, intentions lock, events end."""
    with clock.job_run("process_due_events"):
        live.process_due_events(now=timezone.now())


@shared_task(name="events.process_due_micro_actions", ignore_result=True)
def process_due_micro_actions(**_later: object) -> None:
    """Beat, each hour: micro-actions fall due, and those nobody spoke of are closed."""
    with clock.job_run("process_due_micro_actions"):
        commitments.process_due_micro_actions(now=timezone.now())
