"""What the clock calls: each task makes one service call."""

from celery import shared_task
from django.utils import timezone

from config.kernel import clock
from events.reminders import services


@shared_task(name="events.announce_due_reminders", ignore_result=True)
def announce_due_reminders(**_later: object) -> None:
    """Beat, each minute."""
    with clock.job_run("announce_due_reminders"):
        services.announce_due_reminders(now=timezone.now())
