"""Locks between commands of one checkout; the system drops them when their holder dies."""

import contextlib
import fcntl
import os
from collections.abc import Iterator
from pathlib import Path

from deploy.local.problems import Problem


@contextlib.contextmanager
def alone(path: Path) -> Iterator[None]:
    """Wait for the others, then go in alone."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


@contextlib.contextmanager
def among_users(path: Path) -> Iterator["Users"]:
    """Count as one of the users of something while inside."""
    with path.open("a") as file:
        fcntl.flock(file, fcntl.LOCK_SH)
        yield Users(file.fileno())


class Users:
    """Those who hold the same file."""

    def __init__(self, handle: int) -> None:
        self._handle = handle

    def am_last(self) -> bool:
        """Whether no other user is left, asked on leaving: one who hears no is none any more."""
        try:
            fcntl.flock(self._handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


@contextlib.contextmanager
def only_one(path: Path, *, refusal: str) -> Iterator[None]:
    """Refuse a second holder, naming the process of the first."""
    with path.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Problem(f"{refusal} (process {holder(path)})") from None
        handle = file.fileno()
        os.register_at_fork(after_in_child=lambda: _close_quietly(handle))
        file.truncate(0)
        file.write(str(os.getpid()))
        file.flush()
        yield
        file.truncate(0)


def is_free(path: Path) -> bool:
    """Whether nobody holds the file of `only_one`."""
    if not path.exists():
        return True
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True


def holder(path: Path) -> str:
    """Return what the holder of `only_one` wrote: its process number, or nothing."""
    try:
        return path.read_text().strip()
    except FileNotFoundError:
        return ""


def _close_quietly(handle: int) -> None:
    with contextlib.suppress(OSError):
        os.close(handle)
