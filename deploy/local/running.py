"""Runs web, worker and beat under honcho, on servers of their own, until someone stops them."""

import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

import psutil
from honcho.manager import Manager

from deploy.local import children, locks, ports
from deploy.local.places import CHECKOUT
from deploy.local.problems import Problem, say
from deploy.local.servers import Servers, given_variables, ready, wanted, without_build_urls

DEFAULT_PORT = 8000
STOPPED_ON_PURPOSE = {130, 143}
LOCK = "run.lock"
# Freed memory goes back to the system (measured: 174 MiB without, 117 MiB with, after one tour).
LEAN = {
    "MALLOC_ARENA_MAX": "2",
    "MALLOC_MMAP_THRESHOLD_": "1048576",
    "MALLOC_TRIM_THRESHOLD_": "524288",
}


def run() -> int:
    """Run until Ctrl-C, which is 0; when one part dies all stop, and that is not 0."""
    since = time.monotonic()
    servers = Servers(name="run")
    refusal = "It already runs from this checkout. Stop it with Ctrl-C there, or with: make stop"
    with locks.only_one(servers.home.root / LOCK, refusal=refusal):
        _end_like_ctrl_c()
        if children.end_leftovers(servers.home.root):
            say("What an earlier run left behind is stopped.")
        try:
            return _run(servers=servers, since=since)
        finally:
            children.end_leftovers(servers.home.root)
            servers.stop()


def stop() -> None:
    """End a run that has this checkout, and wait for it."""
    servers = Servers(name="run")
    process_id = locks.holder(servers.home.root / LOCK)
    if process_id and not locks.is_free(servers.home.root / LOCK):
        try:
            process = psutil.Process(int(process_id))
            process.terminate()
            process.wait(timeout=60)
        except psutil.NoSuchProcess:
            pass
    children.end_leftovers(servers.home.root)


def chosen_port(*, given: Mapping[str, str]) -> int:
    """Return PORT, which must be free, or the first free port from 8000 on."""
    wanted = given.get("PORT", "")
    if not wanted:
        port = ports.next_free_port(wanted=DEFAULT_PORT)
        if port != DEFAULT_PORT:
            say(f"Port {DEFAULT_PORT} is taken, so the page will be at port {port}.")
        return port
    if not wanted.isdigit() or not 0 < int(wanted) <= ports.HIGHEST:
        raise Problem(f"PORT must be a number from 1 to {ports.HIGHEST}, not {wanted!r}.")
    if not ports.is_free(int(wanted)):
        raise Problem(f"Port {wanted} is taken. Choose another: make run PORT={int(wanted) + 1}")
    return int(wanted)


def _run(*, servers: Servers, since: float) -> int:
    given = given_variables()
    port = chosen_port(given=given)
    defaults = {
        "SITE_URL": f"http://localhost:{port}",
        "ALLOWED_HOSTS": "localhost,127.0.0.1",
        "LOG_LEVEL": "WARNING",
        "DEVELOPMENT": "1",
    }
    variables = {**defaults, **ready(servers=servers, given=given)}
    table = _prepare(preparation(given=given), environment=variables)
    serving = {**without_build_urls(variables), **LEAN, **children.marked(servers.home.root)}
    _announce(port=port, since=since, table=table, environment=serving)
    return _serve(commands(port=port, folder=servers.home.root), environment=serving)


def preparation(*, given: Mapping[str, str]) -> list[str]:
    """Return the command that makes all ready; only a database of ours may be built anew."""
    command = [sys.executable, "-m", "deploy.local.prepare"]
    return [*command, "--rebuild-outdated"] if wanted(given).postgres else command


def _prepare(command: list[str], *, environment: Mapping[str, str]) -> str:
    done = subprocess.run(
        command,
        cwd=CHECKOUT,
        env=dict(environment),
        stdout=subprocess.PIPE,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        raise Problem("It could not be made ready. The lines above say why.")
    return done.stdout


def _announce(*, port: int, since: float, table: str, environment: Mapping[str, str]) -> None:
    # A process, not a thread: honcho forks, and a fork beside a thread may deadlock.
    process = subprocess.Popen(
        [sys.executable, "-m", "deploy.local.announce", f"--port={port}", f"--since={since}"],
        cwd=CHECKOUT,
        env=dict(environment),
        stdin=subprocess.PIPE,
        text=True,
    )
    if process.stdin is not None:
        process.stdin.write(table)
        process.stdin.close()


def commands(*, port: int, folder: Path) -> dict[str, list[str]]:
    """Return the three parts: pages, reactions and the clock."""
    celery = ["-m", "celery", "--quiet", "-A", "config.celery"]
    quiet = ["--loglevel", "WARNING"]
    return {
        "web": [
            *("-m", "granian", "--interface", "wsgi", "--no-ws"),
            *("--host", ports.LOOPBACK, "--port", str(port)),
            *("--workers", "1", "--blocking-threads", "4", "--log-level", "warning"),
            "config.wsgi:application",
        ],
        "worker": [
            *(*celery, "worker", *quiet, "--concurrency", "2", "--prefetch-multiplier", "1"),
            *("--queues", "clock,inside,outside", "--without-gossip", "--without-mingle"),
        ],
        "beat": [
            *(*celery, "beat", *quiet, "--schedule", str(folder / "beat"), "--pidfile", ""),
            *("--scheduler", "deploy.ticking:TickingScheduler"),
        ],
    }


def _serve(parts: Mapping[str, list[str]], *, environment: Mapping[str, str]) -> int:
    manager = Manager()
    for name, arguments in parts.items():
        command = "exec " + shlex.join([sys.executable, *arguments])
        manager.add_process(name, command, env=dict(environment), cwd=str(CHECKOUT))
    signal.signal(signal.SIGHUP, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    manager.loop()
    code = int(manager.returncode or 0)
    if code in STOPPED_ON_PURPOSE:
        return 0
    say("One part ended by itself, so all were stopped.")
    return code if code > 0 else 1


def _end_like_ctrl_c() -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, interrupt)
    signal.signal(signal.SIGHUP, interrupt)
