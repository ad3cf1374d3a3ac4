"""Clients that send requests over open connections and note how long each took."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from http.client import HTTPConnection
from statistics import quantiles
from threading import local

LOOPBACK = "127.0.0.1"


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: dict[str, str]
    body: str = ""


@dataclass(frozen=True)
class Run:
    """What came of a run; times are in seconds."""

    statuses: dict[int, int]
    took: float
    each: list[float]

    @property
    def per_second(self) -> float:
        return len(self.each) / self.took

    @property
    def p95_ms(self) -> float:
        return quantiles(self.each, n=20)[-1] * 1000


def send(port: int, requests: Iterable[Request], *, clients: int) -> Run:
    """Send all of them, `clients` at a time, each client over one connection."""
    mine, opened = local(), []

    def one(request: Request) -> tuple[int, float]:
        if not hasattr(mine, "connection"):
            mine.connection = HTTPConnection(LOOPBACK, port, timeout=60)
            opened.append(mine.connection)
        since = time.perf_counter()
        mine.connection.request(request.method, request.path, request.body, request.headers)
        response = mine.connection.getresponse()
        response.read()
        return response.status, time.perf_counter() - since

    since = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        answers = list(pool.map(one, requests))
    took = time.perf_counter() - since
    for connection in opened:
        connection.close()
    statuses: dict[int, int] = {}
    for status, _seconds in answers:
        statuses[status] = statuses.get(status, 0) + 1
    return Run(statuses, took, [seconds for _status, seconds in answers])


def median_of(runs: Callable[[], Run], *, rounds: int) -> Run:
    """The run of the median rate."""
    done = sorted((runs() for _round in range(rounds)), key=lambda run: run.per_second)
    return done[len(done) // 2]
