from typing import Any

from django.apps import AppConfig
from django.db.backends.signals import connection_created

from config.kernel.transactions import refuse_without_door


class KernelConfig(AppConfig):
    name = "config.kernel"
    label = "kernel"

    def ready(self) -> None:
        connection_created.connect(_guard, dispatch_uid="kernel.guard")


def _guard(*, connection: Any, **_more: object) -> None:
    if refuse_without_door not in connection.execute_wrappers:
        connection.execute_wrappers.append(refuse_without_door)
