"""The same application, but a request itself speaks to the broker before it answers."""

from config.kernel import wakeup
from tests.load.served import application

__all__ = ["application"]


def wake_at_once(*queues):
    for queue in queues:
        wakeup._send(queue)


wakeup.wake = wake_at_once
