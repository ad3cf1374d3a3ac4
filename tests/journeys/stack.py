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

from tests import databases

ROOT = Path(__file__).resolve().parents[2]
BIN = Path(sys.executable).parent
PATIENCE_SECONDS = 60


@dataclass
class Stack:
    """One running product on its own database and its own Redis numbers."""

    database: str
    log_folder: Path
    port: int = 0
    processes: list = field(default_factory=list)

    @property
    def url(self):
        return f"http://localhost:{self.port}"

    def environment(self):
        redis = os.environ["REDIS_URL"].rsplit("/", 1)[0]
        return {
            **os.environ,
            "DATABASE_URL": databases.url_of("DATABASE_URL", self.database),
            "DATABASE_OWNER_URL": databases.url_of("DATABASE_OWNER_URL", self.database),
            "REDIS_URL": f"{redis}/{1 + os.getpid() % 60}",
            "EMAIL_URL": "",
            "DEBUG": "1",
            "SITE_URL": self.url,
            "ALLOWED_HOSTS": "localhost,127.0.0.1",
        }

    def start(self):
        self.port = free_port()
        beat_file = self.log_folder / "beat"
        self._run("web", "granian", "--interface", "wsgi", "--host", "127.0.0.1",
                  "--port", str(self.port), "--workers", "1", "--blocking-threads", "4",
                  "config.wsgi:application")  # fmt: skip
        self._run("worker", "celery", "-A", "config.celery", "worker", "--concurrency", "1",
                  "-Q", "inside,outside,clock", "--loglevel", "WARNING")  # fmt: skip
        self._run("beat", "celery", "-A", "config.celery", "beat", "--loglevel", "WARNING",
                  "--schedule", str(beat_file), "--pidfile", "")  # fmt: skip
        self._wait_until_it_answers()

    def stop(self):
        for process in reversed(self.processes):
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(timeout=10)
            except subprocess.TimeoutExpired:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait(timeout=10)
        self.processes.clear()

    def manage(self, *arguments):
        """Run a management command on this stack's database."""
        return subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=ROOT,
            env=self.environment(),
            check=True,
            capture_output=True,
            text=True,
            timeout=300,
        ).stdout

    def _run(self, name, program, *arguments):
        log = (self.log_folder / f"{name}.log").open("wb")
        self.processes.append(
            subprocess.Popen(
                [str(BIN / program), *arguments],
                cwd=ROOT,
                env=self.environment(),
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        )

    def _wait_until_it_answers(self):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < deadline:
            with contextlib.suppress(OSError):
                with urllib.request.urlopen(f"{self.url}/healthz", timeout=2) as answer:
                    if answer.status == 200:
                        return
            time.sleep(0.2)
        raise AssertionError((self.log_folder / "web.log").read_text()[-3000:])


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]
