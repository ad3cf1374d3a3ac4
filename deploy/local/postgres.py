"""An embedded PostgreSQL: made, mended, started and stopped with its own programs."""

import os
import shutil
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from deploy.local import ports
from deploy.local.places import POSTGRES_MAJOR, Home
from deploy.local.problems import Problem, say

ADMIN = "twelvefold_admin"
PORT_LINE, STATUS_LINE = 3, 7  # of postmaster.pid, counted from 0
LOG_LIMIT = 5_000_000
DURABLE = {"max_connections": "100"}
FAST_AND_FORGETFUL = {
    "max_connections": "200",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    # Tables have a few rows: joins in the order they are written are as good, and planned sooner.
    "join_collapse_limit": "1",
    "from_collapse_limit": "1",
    "wal_level": "minimal",
    "max_wal_senders": "0",
}


@dataclass(frozen=True, kw_only=True)
class Postgres:
    """One cluster; it listens on loopback only and asks everyone for a password."""

    home: Home
    admin_password: str
    settings: dict[str, str]

    @property
    def data(self) -> Path:
        """The cluster's folder: it appears whole, by a rename, or not at all."""
        return self.home.root / "postgres"

    @property
    def log(self) -> Path:
        """Where the server writes; readable by its account."""
        return self.home.root / "postgres.log"

    def ensure_made(self) -> bool:
        """Make the cluster and return False unless it is there; half-made ones go away."""
        for leftover in self.home.root.glob("postgres.unfinished*"):
            shutil.rmtree(leftover)
        self._set_unusable_folder_aside()
        was_there = self.data.exists()
        if not was_there:
            self._make()
        self._refuse_other_version()
        return was_there

    def start(self, *, port: int) -> int:
        """Start unless it runs, and return its port: another one where `port` is taken."""
        running = self.port_in_use()
        if running:
            return running
        self._drop_stale_pid()
        self._trim_log()
        for attempt in range(3):
            chosen = port if attempt == 0 and port and ports.is_free(port) else ports.free_port()
            if self._start_once(port=chosen):
                return chosen
            time.sleep(1)
        raise Problem(f"PostgreSQL did not start:\n{self._end_of_log()}")

    def stop(self) -> None:
        """Stop and wait; nothing happens where it does not run."""
        if self._process() is None:
            return
        done = self._run("pg_ctl", "stop", "-w", "-t", "30", "-m", "fast", "-D", str(self.data))
        if done.returncode != 0 and self._process() is not None:
            raise Problem(f"PostgreSQL did not stop:\n{done.stdout}")

    def is_alive(self) -> bool:
        """Whether its process lives."""
        return self._process() is not None

    def port_in_use(self) -> int:
        """Return the port of the running server, or 0; waits while it is starting."""
        for _ in range(150):
            if self._process() is None:
                return 0
            lines = dict(enumerate(self._pid_lines()))
            if lines.get(STATUS_LINE, "").strip() == "ready":
                return int(lines[PORT_LINE])
            time.sleep(0.1)
        raise Problem(f"PostgreSQL does not get ready:\n{self._end_of_log()}")

    def reset_admin_password(self) -> None:
        """Give a stopped cluster the password we hold: the file with its own is lost."""
        done = self.home.user.run(
            [
                *(str(self.home.binaries.postgres / "postgres"), "--single"),
                *("-D", str(self.data), "postgres"),
            ],
            stdin=f"ALTER ROLE {ADMIN} PASSWORD '{self.admin_password}'\n",
        )
        if done.returncode != 0 or "ERROR" in done.stdout:
            raise Problem(f"The password of PostgreSQL could not be renewed:\n{done.stdout}")

    def _make(self) -> None:
        unfinished = self.home.folder(f"postgres.unfinished-{os.getpid()}")
        password = self.home.file("password.unfinished", text=self.admin_password)
        try:
            done = self._run("initdb", *self._initdb_options(folder=unfinished, password=password))
        finally:
            password.unlink()
        if done.returncode != 0:
            raise Problem(f"PostgreSQL could not make its data folder:\n{done.stdout}")
        unfinished.rename(self.data)

    def _initdb_options(self, *, folder: Path, password: Path) -> list[str]:
        options = [
            "--pgdata=" + str(folder),
            "--username=" + ADMIN,
            "--pwfile=" + str(password),
            "--auth=scram-sha-256",
            "--encoding=UTF8",
            "--locale-provider=builtin",
            "--builtin-locale=C.UTF-8",
            "--locale=C",
        ]
        return [*options, "--no-sync"] if self.settings.get("fsync") == "off" else options

    def _set_unusable_folder_aside(self) -> None:
        if not self.data.exists() or (self.data / "PG_VERSION").exists():
            return
        if not any(self.data.iterdir()):
            self.data.rmdir()
            return
        aside = self.home.root / f"postgres.set-aside-{int(time.time())}"
        self.data.rename(aside)
        say(
            "The data folder of PostgreSQL was not whole, so a new one is made. "
            f"The old one is kept as {aside}"
        )

    def _refuse_other_version(self) -> None:
        version = (self.data / "PG_VERSION").read_text().strip()
        if version != str(POSTGRES_MAJOR):
            raise Problem(
                f"{self.data} was made by PostgreSQL {version}, and this is {POSTGRES_MAJOR}. "
                "Dump it with the old version, or move the folder away."
            )

    def _start_once(self, *, port: int) -> bool:
        settings = {
            "port": str(port),
            "listen_addresses": ports.LOOPBACK,
            "unix_socket_directories": "",
            "timezone": "UTC",
            "log_timezone": "UTC",
            **self.settings,
        }
        options = " ".join(f"-c {name}='{value}'" for name, value in settings.items())
        done = self._run(
            *("pg_ctl", "start", "-w", "-t", "60", "-D", str(self.data)),
            *("-l", str(self.log), "-o", options),
        )
        return done.returncode == 0

    def _drop_stale_pid(self) -> None:
        # PostgreSQL believes the file when any process of its account has that number.
        if self._process() is None:
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _process(self) -> psutil.Process | None:
        lines = self._pid_lines()
        if not lines or not lines[0].strip().isdigit():
            return None
        try:
            process = psutil.Process(int(lines[0]))
            ours = str(self.data) in process.cmdline() and process.is_running()
        except psutil.Error:
            return None
        return process if ours and process.status() != psutil.STATUS_ZOMBIE else None

    def _pid_lines(self) -> list[str]:
        try:
            return (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return []

    def _trim_log(self) -> None:
        if not self.log.exists() or self.log.stat().st_size > LOG_LIMIT:
            self.home.file(self.log.name, text="")

    def _end_of_log(self) -> str:
        if not self.log.exists():
            return "(it left no log)"
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])

    def _run(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return self.home.user.run([str(self.home.binaries.postgres / program), *arguments])
