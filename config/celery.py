import os
from typing import Any

from celery import Celery
from celery.signals import worker_init
from django.core.exceptions import ImproperlyConfigured

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
app = Celery("config")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


@worker_init.connect
def refuse_unsafe_role(**_more: Any) -> None:
    from config.kernel.roles import ensure_safe_role  # noqa: PLC0415  apps load first

    try:
        ensure_safe_role()
    except ImproperlyConfigured as unsafe:
        # Celery logs an exception of a receiver and goes on; only this stops the worker.
        raise SystemExit(str(unsafe)) from unsafe
