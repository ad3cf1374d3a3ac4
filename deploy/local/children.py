"""Processes that end with us, and those of an earlier run that did not."""

import contextlib
import os
import signal
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import FrameType

import psutil

from deploy.local.places import CHECKOUT

PART_OF = "TWELVEFOLD_PART_OF"
PATIENCE = 8.0


def attend(command: list[str], *, environment: Mapping[str, str]) -> int:
    """Run a command and outlast it, so that Ctrl-C lets it finish its own way first."""
    process = subprocess.Popen(command, cwd=CHECKOUT, env=dict(environment))
    with _terminations_go_to(process):
        while True:
            with contextlib.suppress(KeyboardInterrupt):
                return process.wait()


@contextlib.contextmanager
def _terminations_go_to(process: subprocess.Popen[bytes]) -> Iterator[None]:
    def forward(_signal: int, _frame: FrameType | None) -> None:
        process.terminate()

    before = signal.signal(signal.SIGTERM, forward)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


def marked(root: Path) -> dict[str, str]:
    """Return the variable by which the processes of one run are known again."""
    return {PART_OF: str(root)}


def end_leftovers(root: Path) -> int:
    """End every process that carries the mark of this run; return how many there were."""
    found = [process for process in psutil.process_iter() if _is_marked(process, root)]
    for process in found:
        with contextlib.suppress(psutil.Error):
            process.terminate()
    _gone, alive = psutil.wait_procs(found, timeout=PATIENCE)
    for process in alive:
        with contextlib.suppress(psutil.Error):
            process.kill()
    psutil.wait_procs(alive, timeout=PATIENCE)
    return len(found)


def _is_marked(process: psutil.Process, root: Path) -> bool:
    try:
        mark: str | None = process.environ().get(PART_OF)
    except (psutil.Error, OSError):
        return False
    return mark == str(root) and int(process.pid) != os.getpid()
