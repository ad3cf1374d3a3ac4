from celery import shared_task
from django.utils import timezone

from config.kernel import clock
from memberships.accounts import services


@shared_task(name="memberships.erase_due_accounts", ignore_result=True)
def erase_due_accounts(**_later: object) -> None:
    """Beat, each hour: accounts whose seven days have passed."""
    with clock.job_run("erase_due_accounts"):
        services.erase_due_accounts(now=timezone.now())
