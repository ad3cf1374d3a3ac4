"""Clients that send ready-made bytes over open connections and note how long each answer took.

One thread serves all of them, so that on a machine of few cores it is the server that is measured;
what this side can do at most is measured too, against an application that does nothing.
"""

import re
import socket
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from selectors import EVENT_READ, DefaultSelector
from statistics import fmean, median, quantiles
from urllib.parse import urlencode

LOOPBACK = "127.0.0.1"
PATIENCE_SECONDS = 60
FORM_TYPE = "application/x-www-form-urlencoded"
END_OF_HEAD, END_OF_CHUNKS = b"\r\n\r\n", b"0\r\n\r\n"
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)\r\n", re.IGNORECASE)


@dataclass(frozen=True)
class Answer:
    """One answer: `said` is its head, an empty line and its body, as they came."""

    status: int
    seconds: float
    said: bytes = b""

    def header(self, name: str) -> str:
        """The value of its first header of that name, or nothing."""
        found = re.search(rb"\r\n%s: *([^\r]*)" % name.encode(), self._parts[0], re.IGNORECASE)
        return found[1].decode() if found else ""

    @property
    def body(self) -> bytes:
        return self._parts[2]

    @property
    def _parts(self) -> tuple[bytes, bytes, bytes]:
        return self.said.partition(END_OF_HEAD)


@dataclass(frozen=True)
class Run:
    """What came of a run; times are in seconds."""

    answers: list[Answer]
    took: float

    @property
    def statuses(self) -> dict[int, int]:
        return dict(Counter(answer.status for answer in self.answers))

    @property
    def per_second(self) -> float:
        return len(self.answers) / self.took

    @property
    def p95_ms(self) -> float:
        return quantiles([answer.seconds for answer in self.answers], n=20)[-1] * 1000

    @property
    def kilobytes(self) -> float:
        """The mean weight of a body, as it was sent; a kilobyte is a thousand."""
        return fmean(len(answer.body) for answer in self.answers) / 1000


@dataclass(frozen=True)
class Rounds:
    """The runs of one measurement; its figures are medians over them."""

    runs: list[Run]

    @property
    def per_second(self) -> float:
        return median(run.per_second for run in self.runs)

    @property
    def p95_ms(self) -> float:
        return median(run.p95_ms for run in self.runs)

    @property
    def took(self) -> float:
        return median(run.took for run in self.runs)

    @property
    def kilobytes(self) -> float:
        return median(run.kilobytes for run in self.runs)


def get(path: str, **headers: str) -> bytes:
    return _request("GET", path, headers, b"")


def post(path: str, fields: dict[str, object], **headers: str) -> bytes:
    body = urlencode(fields).encode()
    return _request("POST", path, {"Content_Type": FORM_TYPE, **headers}, body)


def _request(method: str, path: str, headers: dict[str, str], body: bytes) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", f"Host: {LOOPBACK}", "Accept-Encoding: gzip, br"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body


def send(port: int, requests: Sequence[bytes], *, clients: int, expect: int | None = None) -> Run:
    """Send all of them, `clients` at a time; an answer of another status than `expect` raises."""
    waiting = iter(requests)
    with DefaultSelector() as selector:
        for _client in range(min(clients, len(requests))):
            selector.register(connection := _Connection(port), EVENT_READ, connection)
        since = time.perf_counter()
        for key in list(selector.get_map().values()):
            key.data.send(next(waiting))
        answers = list(_answers(selector, waiting))
        took = time.perf_counter() - since
    run = Run(answers, took)
    if expect is not None and set(run.statuses) != {expect}:
        raise RuntimeError(f"Expected {expect} alone, not {run.statuses}.")
    return run


def _answers(selector: DefaultSelector, waiting: Iterator[bytes]) -> Iterator[Answer]:
    while selector.get_map():
        ready = selector.select(PATIENCE_SECONDS)
        if not ready:
            raise TimeoutError(f"No answer within {PATIENCE_SECONDS} s.")
        for key, _events in ready:
            if (answer := key.data.receive()) is None:
                continue
            yield answer
            if (request := next(waiting, None)) is not None:
                key.data.send(request)
            else:
                selector.unregister(key.fileobj)
                key.data.close()


class _Connection:
    """One client: it sends, and then waits for the whole answer."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection((LOOPBACK, port), timeout=PATIENCE_SECONDS)
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._got, self._since = b"", 0.0

    def fileno(self) -> int:
        return self._socket.fileno()

    def send(self, request: bytes) -> None:
        self._got, self._since = b"", time.perf_counter()
        self._socket.sendall(request)

    def receive(self) -> Answer | None:
        """The answer, once it is whole."""
        part = self._socket.recv(1 << 18)
        if not part:
            raise ConnectionError(f"Closed after {self._got[:200]!r}")
        self._got += part
        if not _is_whole(self._got):
            return None
        return Answer(int(self._got[9:12]), time.perf_counter() - self._since, self._got)

    def close(self) -> None:
        self._socket.close()


def _is_whole(answer: bytes) -> bool:
    head = answer.find(END_OF_HEAD)
    if head < 0:
        return False
    length = LENGTH.search(answer, 0, head + 2)
    if length is None:
        return answer.endswith(END_OF_CHUNKS)
    return len(answer) - head - len(END_OF_HEAD) >= int(length[1])
