"""The real thing for browser stories: web, worker and beat as processes of their own."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.running import commands
from deploy.local.servers import without_build_urls
from tests import databases

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60
SERVED = {
    "config.wsgi:application": "tests.journeys.served:application",
    "config.celery": "tests.journeys.hurried",
}


@dataclass
class Stack:
    """What `make run` starts, on a database and a broker of its own."""

    database: str
    broker_url: str
    log_folder: Path
    port: int = 0
    processes: list = field(default_factory=list)

    @property
    def url(self):
        return f"http://localhost:{self.port}"

    def __post_init__(self):
        self.port = self.port or free_port()

    def manage(self, *arguments):
        """Run a management command on this stack's database."""
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self._environment(),
            check=False,
            capture_output=True,
            text=True,
            timeout=280,
        )
        assert done.returncode == 0, done.stderr[-3000:]

    def start(self):
        for name, arguments in commands(port=self.port, folder=self.log_folder).items():
            self._run(name, [SERVED.get(argument, argument) for argument in arguments])
        self._wait_until_it_answers()

    def stop(self):
        for process in reversed(self.processes):
            _tell(process, signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                _tell(process, signal.SIGKILL)
                process.wait(timeout=10)
        self.processes.clear()

    def _environment(self):
        return {
            **os.environ,
            "DATABASE_URL": databases.url_of("DATABASE_URL", self.database),
            "DATABASE_OWNER_URL": databases.url_of("DATABASE_OWNER_URL", self.database),
            "REDIS_URL": self.broker_url,
            "EMAIL_URL": "",
            "DEBUG": "0",
            "DEVELOPMENT": "1",
            "LOG_LEVEL": "WARNING",
            "SITE_URL": self.url,
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
        }

    def _run(self, name, arguments):
        with (self.log_folder / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(
                [sys.executable, *arguments],
                cwd=ROOT,
                env=without_build_urls(self._environment()),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self.processes.append(process)

    def _wait_until_it_answers(self):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            if self._answers():
                return
            time.sleep(0.2)
        raise AssertionError((self.log_folder / "web.log").read_text()[-3000:])

    def _answers(self):
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                return answer.status == 200
        except OSError:
            return False


def _tell(process, what):
    """The whole group: granian and celery have children."""
    with contextlib.suppress(ProcessLookupError):
        os.killpg(process.pid, what)


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
