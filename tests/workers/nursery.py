"""Makes everything ready once, and forks a Celery worker for each line on its input.

Arguments: the module that holds the app, then the worker's own. Answers each line with the new
worker's process id; ends, and its workers with it, where the input is closed.
"""

import os
import signal
import sys
from contextlib import suppress
from importlib import import_module

import django
from django.urls import get_resolver

HEAVY = (
    "celery.apps.worker",
    "celery.bin.celery",
    "celery.concurrency.prefork",
    "celery.concurrency.solo",
    "celery.worker.consumer",
    "celery.worker.strategy",
    "kombu.transport.redis",
)


def main():
    django.setup()
    app = import_module(sys.argv[1]).app
    for module in HEAVY:
        import_module(module)
    assert get_resolver().url_patterns
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # the dead are not waited for
    born = []
    for _line in sys.stdin:
        if (child := os.fork()) == 0:
            become_worker(app)
        born.append(child)
        print(child, flush=True)  # noqa: T201  the answer
    for child in born:
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)


def become_worker(app):
    os.setsid()
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, sys.stdin.fileno())
    os.dup2(nowhere, sys.stdout.fileno())
    try:
        app.worker_main(sys.argv[2:])
    finally:
        os._exit(0)


if __name__ == "__main__":
    main()
