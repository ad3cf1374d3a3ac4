"""An embedded Valkey: written its configuration, started and stopped."""

import socket
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import IO

import psutil

from deploy.local import ports
from deploy.local.places import Home
from deploy.local.problems import Problem

DURABLE = {"appendonly": "yes", "appendfsync": "everysec"}
FORGETFUL = {"appendonly": "no", "databases": "64"}
LOG_LIMIT = 5_000_000
# It outlives us, and Python complains of a child that is forgotten while it runs.
_STARTED: list[subprocess.Popen[bytes]] = []


@dataclass(frozen=True, kw_only=True)
class Valkey:
    """One server on loopback, behind a password."""

    home: Home
    password: str
    settings: dict[str, str]

    @property
    def data(self) -> Path:
        """The folder of its append-only file."""
        return self.home.root / "valkey"

    @property
    def log(self) -> Path:
        """Where the server writes."""
        return self.home.root / "valkey.log"

    @property
    def pid_file(self) -> Path:
        """Written by us: the process that answers for this folder."""
        return self.home.root / "valkey.pid"

    def start(self, *, port: int) -> int:
        """Start unless it runs, and return its port: another one where `port` is taken."""
        if port and self._process() is not None and self._wait(port=port, process=None):
            return port
        self.stop()
        for attempt in range(3):
            chosen = port if attempt == 0 and port and ports.is_free(port) else ports.free_port()
            if self._start_once(port=chosen):
                return chosen
        raise Problem(f"Valkey did not start:\n{self._end_of_log()}")

    def stop(self) -> None:
        """Ask it to save and end, and wait; nothing happens where it does not run."""
        process = self._process()
        if process is not None:
            process.terminate()
            _gone, alive = psutil.wait_procs([process], timeout=20)
            if alive:
                process.kill()
                process.wait(timeout=5)
        for started in _STARTED:
            started.poll()

    def is_alive(self) -> bool:
        """Whether its process lives."""
        return self._process() is not None

    def _start_once(self, *, port: int) -> bool:
        configuration = self._write_configuration(port=port)
        with self._open_log() as log:
            process = subprocess.Popen(
                [str(self.home.binaries.valkey / "valkey-server"), str(configuration)],
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                **self.home.user.options(),
            )
        _STARTED.append(process)
        self.pid_file.write_text(str(process.pid))
        return self._wait(port=port, process=process)

    def _open_log(self) -> IO[str]:
        is_long = self.log.exists() and self.log.stat().st_size > LOG_LIMIT
        return self.log.open("w" if is_long else "a")

    def _write_configuration(self, *, port: int) -> Path:
        lines = {
            "bind": ports.LOOPBACK,
            "port": str(port),
            "protected-mode": "yes",
            "requirepass": self.password,
            "dir": f'"{self.home.folder("valkey")}"',
            "save": '""',
            "maxmemory-policy": "noeviction",
            **self.settings,
        }
        text = "".join(f"{name} {value}\n" for name, value in lines.items())
        return self.home.file("valkey.conf", text=text)

    def _wait(self, *, port: int, process: subprocess.Popen[bytes] | None) -> bool:
        for _ in range(600):
            if self._answers(port=port):
                return True
            if process is not None and process.poll() is not None:
                return False
            time.sleep(0.05)
        return False

    def _answers(self, *, port: int) -> bool:
        try:
            with socket.create_connection((ports.LOOPBACK, port), timeout=1) as connection:
                connection.sendall(f"AUTH {self.password}\r\nPING\r\nQUIT\r\n".encode())
                return b"+PONG" in b"".join(iter(lambda: connection.recv(1024), b""))
        except OSError:
            return False

    def _process(self) -> psutil.Process | None:
        try:
            process = psutil.Process(int(self.pid_file.read_text()))
            is_alive = process.status() != psutil.STATUS_ZOMBIE
            is_ours = is_alive and Path(process.cwd()) == self.data
        except (FileNotFoundError, ValueError, psutil.Error):
            return None
        return process if is_ours else None

    def _end_of_log(self) -> str:
        if not self.log.exists():
            return "(it left no log)"
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-15:])
