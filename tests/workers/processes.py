"""Celery workers as processes of their own, on the test database and a broker of their own."""

import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from time import sleep

import redis
from celery import Celery
from django.db import connection

from tests.databases import url_of

MARK = "taken-by-a-test"


@contextmanager
def broker():
    """The URL of a Valkey database that nobody uses; empty before and after."""
    url = os.environ["REDIS_URL"].rpartition("/")[0]
    with redis.Redis.from_url(f"{url}/0") as server:
        number = int(server.config_get("databases")["databases"])
    for index in range(number - 1, 0, -1):
        mine = redis.Redis.from_url(f"{url}/{index}")
        if mine.set(MARK, os.getpid(), nx=True, ex=600) and mine.dbsize() == 1:
            break
        mine.close()
    else:
        raise RuntimeError("Every database of the Redis server is in use.")
    try:
        yield f"{url}/{index}"
    finally:
        mine.flushdb()
        mine.close()


class Worker:
    """One that can be killed and started again; `app` names the module that makes it."""

    def __init__(self, *, broker_url, mail_url, app="config.celery", pool="solo", concurrency=1):
        environment = {
            **os.environ,
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "DATABASE_URL": url_of("DATABASE_URL", connection.settings_dict["NAME"]),
            "REDIS_URL": broker_url,
            "EMAIL_URL": mail_url,
            "CELERY_SKIP_CHECKS": "1",  # Django's own: they have their place in `make check`
        }
        command = [
            *(sys.executable, "-m", "tests.workers.nursery", app, "worker"),
            *("--loglevel", "CRITICAL", "--pool", pool, "--concurrency", str(concurrency)),
            *("--queues", "clock,inside,outside", "--without-gossip", "--without-mingle"),
            "--without-heartbeat",
        ]
        self.nursery = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        self.clock = Celery(broker=broker_url, set_as_current=False)
        self.pid = None

    def start(self):
        self.nursery.stdin.write(b"another\n")
        self.nursery.stdin.flush()
        self.pid = int(self.nursery.stdout.readline())

    @property
    def is_dead(self):
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return True
        return False

    def kill(self):
        """At once, with all its children: nothing is finished or tidied up."""
        os.killpg(self.pid, signal.SIGKILL)
        while not self.is_dead:
            sleep(0.001)

    def strike(self, task, *, queue):
        """What beat does each minute."""
        self.clock.send_task(task, queue=queue)

    def close(self):
        self.nursery.stdin.close()
        self.nursery.wait()
        self.nursery.stdout.close()
        self.clock.close()
