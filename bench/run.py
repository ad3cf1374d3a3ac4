"""Measures RSVP and event page beside a textbook floor, on one machine and one database."""

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlencode

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

import psutil  # type: ignore[import-untyped]  # noqa: E402  settings come first
from django.urls import reverse  # noqa: E402
from django.utils import timezone  # noqa: E402

from bench.floor_tables import TABLES  # noqa: E402
from bench.load import Request, Run, median_of, send  # noqa: E402
from tests import databases, doors  # noqa: E402
from tests.factories import (  # noqa: E402
    CommunityFactory,
    EventFactory,
    MembershipFactory,
    SegmentFactory,
    UserFactory,
)
from tests.load.serving import CSRF, session_cookies, web_server  # noqa: E402

NAME = f"bench_twelvefold_{os.getpid()}"
MEMBERS, CLIENTS, ROUNDS = 400, 8, 3
SEATS, TRIES, TRIES_AT_ONCE = 12, 200, 32
FORM = {"intention": "Redraft one paragraph", "sight": "HOSTS"}
TARGETS = {
    "rsvp": "at least 0.8 of the floor",
    "full": "at least 3 times the RSVP rate",
    "page": "p95 under 40 ms",
    "rush": "exactly 12, under 0.6 s",
    "memory": "under 120 MiB",
}


class World:
    """A community, its people with sessions, and fresh events to go to."""

    def __init__(self) -> None:
        self.community = CommunityFactory(started_by=UserFactory())
        self.members = [MembershipFactory(community=self.community) for _one in range(MEMBERS)]
        self.cookies = session_cookies(self.members)

    def segment(self, **more: object) -> object:
        starts_at = timezone.now() + timedelta(days=2)
        event = EventFactory(community=self.community, starts_at=starts_at)
        rooms = SegmentFactory(event=event, **more)
        SegmentFactory(event=event, kind="BROADCAST", capacity=100_000)
        return rooms

    def rsvps(self, segment: object, *, count: int = MEMBERS) -> list[Request]:
        """One form for each member, each with an idempotency key of its own."""
        event = segment.event
        args = [self.community.slug, event.pk, segment.pk]
        path = reverse("events:rsvp_create", args=args)
        return [self._form(path, member, event.pk) for member in self.members[:count]]

    def pages(self, segment: object) -> list[Request]:
        path = reverse("events:event_detail", args=[self.community.slug, segment.event_id])
        cookies = self.cookies.values()
        return [Request("GET", path, {"Cookie": cookie}) for cookie in cookies]

    def _form(self, path: str, member: object, event_id: int) -> Request:
        key = f"{event_id}-{member.pk}"
        body = {**FORM, "csrfmiddlewaretoken": CSRF, "idempotency_key": key}
        headers = {
            "Cookie": self.cookies[member.pk],
            "Content-Type": "application/x-www-form-urlencoded",
        }
        return Request("POST", path, headers, urlencode(body))


def main() -> None:
    with _database(), doors.arranging():
        world = World()
        with web_server("tests.load.served:application") as port:
            ours = _measure_ours(world, port)
            memory = _worker_memory()
        with web_server("bench.floor:application", probe="/rsvps/") as port:
            floor = _measure_floor(port)
    _print(ours, floor=floor, memory=memory)


def _measure_ours(world: World, port: int) -> dict[str, Run]:
    full = world.segment(capacity=1)
    send(port, world.rsvps(full, count=40), clients=CLIENTS)  # warms it, and fills the event
    return {
        "rsvp": median_of(lambda: _hot(world, port), rounds=ROUNDS),
        "full": median_of(
            lambda: send(port, world.rsvps(full)[40:], clients=CLIENTS), rounds=ROUNDS
        ),
        "page": median_of(lambda: send(port, world.pages(full), clients=CLIENTS), rounds=ROUNDS),
        "rush": median_of(lambda: _rush(world, port), rounds=ROUNDS),
    }


def _hot(world: World, port: int) -> Run:
    segment = world.segment(rooms=60, capacity=720)
    return send(port, world.rsvps(segment), clients=CLIENTS)


def _rush(world: World, port: int) -> Run:
    requests = world.rsvps(world.segment(capacity=SEATS), count=TRIES)
    return send(port, requests, clients=TRIES_AT_ONCE)


def _measure_floor(port: int) -> Run:
    with databases._as_owner(NAME) as owner:
        owner.execute("INSERT INTO floor_event (capacity, taken) VALUES (1000000, 0)")

    def requests(first: int) -> Iterator[Request]:
        for member in range(first, first + MEMBERS):
            body = urlencode({"event": 1, "member": member, "intention": FORM["intention"]})
            headers = {"Content-Type": "application/x-www-form-urlencoded"}
            yield Request("POST", "/rsvps/", headers, body)

    firsts = iter(range(0, 100 * MEMBERS, MEMBERS))
    run: Callable[[], Run] = lambda: send(port, requests(next(firsts)), clients=CLIENTS)  # noqa: E731
    run()
    return median_of(run, rounds=ROUNDS)


def _worker_memory() -> float:
    """Resident memory of the largest process of the web server, in MiB."""
    mine = psutil.Process().children(recursive=True)
    return max(process.memory_info().rss for process in mine) / 2**20


@contextmanager
def _database() -> Iterator[None]:
    databases.drop(NAME)
    databases.make(NAME)
    with databases._as_owner(NAME) as owner:
        owner.execute(TABLES)
    try:
        yield
    finally:
        databases.drop(NAME)


def _print(ours: dict[str, Run], *, floor: Run, memory: float) -> None:
    rsvp, full, page, rush = (ours[name] for name in ("rsvp", "full", "page", "rush"))
    lines = [
        ("textbook DRF floor, an RSVP", f"{floor.per_second:.0f}/s", _p95(floor), ""),
        ("RSVP by a form POST", f"{rsvp.per_second:.0f}/s", _p95(rsvp), TARGETS["rsvp"]),
        ("  beside the floor", f"{rsvp.per_second / floor.per_second:.2f}", "", ""),
        ("a full event's answer", f"{full.per_second:.0f}/s", _p95(full), TARGETS["full"]),
        ("  beside the RSVP", f"{full.per_second / rsvp.per_second:.2f}", "", ""),
        ("event page", f"{page.per_second:.0f}/s", _p95(page), TARGETS["page"]),
        (
            f"{TRIES} tries for {SEATS} seats",
            f"{rush.took:.2f} s",
            f"{rush.statuses.get(302, 0)} seated",
            TARGETS["rush"],
        ),
        ("memory of a web worker", f"{memory:.0f} MiB", "", TARGETS["memory"]),
    ]
    for name, figure, more, target in lines:
        print(f"{name:<32}{figure:>12}  {more:<16}{target}")


def _p95(run: Run) -> str:
    return f"p95 {run.p95_ms:.0f} ms"


if __name__ == "__main__":
    main()
