"""What is still running when a test has ended: threads of this process, and its children."""

import threading
import time
from pathlib import Path

GRACE_SECONDS = 2.0
# Servers of a whole module, which some of its tests stop and start anew.
EMBEDDED = ("valkey-server", "bin/postgres")


def running():
    """Every thread, and every child process by its number."""
    return {*threading.enumerate(), *_children()}


def since(before):
    """Describe what runs now and did not before, after a moment's time to end."""
    until = time.monotonic() + GRACE_SECONDS
    while (left := _begun_since(before)) and time.monotonic() < until:
        time.sleep(0.01)
    return left


def _begun_since(before):
    described = sorted(map(_described, running() - before))
    return [words for words in described if not any(server in words for server in EMBEDDED)]


def _children():
    """Linux tells; elsewhere only threads are looked at."""
    for task in Path("/proc/self/task").glob("*/children"):
        try:
            yield from map(int, task.read_text().split())
        except OSError:  # the thread has just ended
            continue


def _described(one):
    if isinstance(one, threading.Thread):
        return f"thread {one.name} ({getattr(one, '_target', None)})"
    try:
        command = Path(f"/proc/{one}/cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        command = ""
    return f"process {one}: {command or 'ended, but nobody waited for it'}"
