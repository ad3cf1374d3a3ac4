from typing import Any

from celery import Celery
from celery.signals import worker_init

app = Celery("config")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def refuse_unsafe_role(**_more: Any) -> None:
    from config.kernel.roles import ensure_safe_role  # noqa: PLC0415  apps load first

    ensure_safe_role()
