"""Makes or mends `.venv` from a hash-locked file; runs on a bare Python, before any package.

What developers need holds all that `make run` needs, so their environment serves for both. The
stamp is written last, so an interrupted try is seen and made anew.
"""

import contextlib
import fcntl
import hashlib
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[1]
WHOLE = "requirements-dev.lock"
OLDEST, NEWEST = (3, 11), (3, 14)
FAILED = 2


def main(lock: str, checkout: Path = CHECKOUT) -> int:
    """Bring the environment up to the lock of that name; a no-op costs two short processes."""
    if not OLDEST <= sys.version_info[:2] <= NEWEST:
        return _fail("Python 3.11 to 3.14 is needed. Name one: make PYTHON=/path/to/python3")
    with _alone(checkout):
        return _ensure(checkout, lock)


def stamp_of(lock: Path) -> str:
    """Return what the stamp of an environment says: the Python and the lock it is for."""
    version = ".".join(str(part) for part in sys.version_info[:2])
    return f"{version}\n{hashlib.sha256(lock.read_bytes()).hexdigest()}\n"


def _ensure(checkout: Path, lock: str) -> int:
    environment, stamp = checkout / ".venv", checkout / ".venv" / ".complete"
    found = stamp.read_text() if stamp.exists() else ""
    wanted = stamp_of(checkout / lock)
    is_usable = found[:5] == wanted[:5] and _works(environment)
    if is_usable and found in (wanted, stamp_of(checkout / WHOLE)):
        return 0
    stamp.unlink(missing_ok=True)
    if not is_usable and not _make(environment):
        return _fail("The environment could not be made. On Debian: apt-get install python3-venv")
    if not _install(environment, checkout / lock):
        return _fail("The packages could not be installed. The lines above say why.")
    stamp.write_text(wanted)
    return 0


def _works(environment: Path) -> bool:
    try:
        command = [str(environment / "bin" / "python"), "-c", "import pip"]
        return subprocess.run(command, capture_output=True, check=False).returncode == 0
    except OSError:
        return False


def _make(environment: Path) -> bool:
    _say("Making the Python environment in .venv")
    shutil.rmtree(environment, ignore_errors=True)
    command = [sys.executable, "-m", "venv", str(environment)]
    return subprocess.run(command, check=False).returncode == 0


def _install(environment: Path, lock: Path) -> bool:
    _say(f"Installing the packages of {lock.name} (a few minutes the first time)")
    # Python compiles what it imports by itself, which is a fraction of all that is installed.
    options = ["--quiet", "--disable-pip-version-check", "--no-compile"]
    locked = ["--no-deps", "--require-hashes", "-r", str(lock)]
    python = str(environment / "bin" / "python")
    command = [python, "-m", "pip", "install", *options, *locked]
    return subprocess.run(command, check=False).returncode == 0


@contextlib.contextmanager
def _alone(checkout: Path) -> Iterator[None]:
    folder = checkout / ".local"
    if not folder.exists():
        folder.mkdir()
        folder.chmod(0o711)
    with (folder / "environment.lock").open("a") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _say(words: str) -> None:
    sys.stderr.write(f"{words}\n")


def _fail(words: str) -> int:
    _say(words)
    return FAILED


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
