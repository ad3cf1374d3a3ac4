"""Measures RSVP and event page beside two floors, on one machine, one database, in one run."""

import argparse
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

import psutil  # type: ignore[import-untyped]  # noqa: E402  settings come first

from bench import bare  # noqa: E402
from bench.floor_tables import EVENTS, TABLES  # noqa: E402
from bench.load import Rounds, Run, get, send  # noqa: E402
from bench.table import Figures, Key, table  # noqa: E402
from bench.world import Floor, World, as_forms  # noqa: E402
from events.seats.models.segments import Segment  # noqa: E402
from tests import databases, scopes  # noqa: E402
from tests.load.serving import web_server  # noqa: E402

NAME = f"bench_twelvefold_{os.getpid()}"
SEATS, TRIES_AT_ONCE = 12, 32
USUAL = 8
OK, DONE, SEATED, FULL = 200, 201, 302, 422


@dataclass(frozen=True)
class Sizes:
    """How much is measured. The whole keeps within six minutes on two cores."""

    rounds: int = 3
    requests: int = 240
    tries: int = 200
    events: int = 1000
    nothings: int = 4000
    clients: tuple[int, ...] = (1, USUAL, 32)


TINY = Sizes(rounds=1, requests=10, tries=20, events=5, nothings=40, clients=(1, USUAL))


@dataclass
class Bench:
    """Two web servers on one database, and those who ask them."""

    sizes: Sizes
    world: World
    floor: Floor
    ours: int
    theirs: int
    measured: dict[Key, Rounds] = field(default_factory=dict)

    def measure_all(self) -> None:
        self._warm()
        self._in_turn({("nothing", USUAL): self._nothing})
        for where in ("hot", "spread"):
            for clients in self.sizes.clients:
                self._in_turn(self._rsvps(where, clients))
        full = self.world.segment(rooms=1, capacity=1, taken=1)
        page = self.world.segment()
        self._in_turn(
            {
                ("page", USUAL): lambda: self._page(page),
                ("full", USUAL): lambda: self._full(full),
                ("full by htmx", USUAL): lambda: self._full(full, Hx_Request="true"),
                ("rush", TRIES_AT_ONCE): self._rush,
            }
        )

    def whole_rsvp(self) -> int:
        """The requests of a member who opens the page and takes a seat there, with htmx."""
        segment, who = self.world.segment(), self.world.members[0]
        page = send(self.ours, self.world.pages(segment, 1), clients=1, expect=OK)
        form = self.world.rsvp(segment, who, Hx_Request="true")
        answer = send(self.ours, [form], clients=1, expect=OK)
        return len(page.each) + len(answer.each)

    def _warm(self) -> None:
        for clients in (TRIES_AT_ONCE, TRIES_AT_ONCE):
            send(self.ours, self.world.hot(self.sizes.requests), clients=clients, expect=SEATED)
            forms = as_forms(self.floor.hot(self.sizes.requests), path="/rsvps/")
            send(self.theirs, forms, clients=clients, expect=DONE)

    def _in_turn(self, kinds: Mapping[Key, Callable[[], Run]]) -> None:
        """A round of each, then the next round: what else the machine does meets all alike."""
        runs: dict[Key, list[Run]] = {key: [] for key in kinds}
        for _round in range(self.sizes.rounds):
            for key, run in kinds.items():
                runs[key].append(run())
        self.measured |= {key: Rounds(done) for key, done in runs.items()}

    def _rsvps(self, where: str, clients: int) -> dict[Key, Callable[[], Run]]:
        number = self.sizes.requests
        ours, theirs = getattr(self.world, where), getattr(self.floor, where)
        url = databases.url_of("DATABASE_OWNER_URL", NAME)

        def textbook(path: str) -> Run:
            forms = as_forms(theirs(number), path=path)
            return send(self.theirs, forms, clients=clients, expect=DONE)

        return {
            (f"ours {where}", clients): lambda: send(
                self.ours, ours(number), clients=clients, expect=SEATED
            ),
            (f"textbook {where}", clients): lambda: textbook("/rsvps/"),
            (f"conditional {where}", clients): lambda: textbook("/conditional/"),
            (f"bare {where}", clients): lambda: bare.send(
                url, theirs(4 * number), clients=clients
            ),
        }

    def _nothing(self) -> Run:
        requests = [get("/nothing/")] * self.sizes.nothings
        return send(self.theirs, requests, clients=USUAL, expect=OK)

    def _page(self, segment: Segment) -> Run:
        pages = self.world.pages(segment, self.sizes.requests)
        return send(self.ours, pages, clients=USUAL, expect=OK)

    def _full(self, segment: Segment, **headers: str) -> Run:
        tries = self.world.tries(segment, self.sizes.requests, **headers)
        return send(self.ours, tries, clients=USUAL, expect=FULL)

    def _rush(self) -> Run:
        tries = self.world.tries(self.world.segment(capacity=SEATS), self.sizes.tries)
        run = send(self.ours, tries, clients=TRIES_AT_ONCE)
        if run.statuses != {SEATED: SEATS, FULL: self.sizes.tries - SEATS}:
            raise RuntimeError(f"{SEATS} seats, and the answers were {run.statuses}.")
        return run


def main(sizes: Sizes) -> None:
    with _database(sizes), scopes.arranging():
        world = World(members=max(sizes.requests, sizes.tries), events=sizes.events)
        page, rsvp = world.statements()
        with (
            web_server("tests.load.served:application") as ours,
            web_server("bench.floor:application", probe="/nothing/") as theirs,
        ):
            bench = Bench(sizes, world, Floor(events=sizes.events), ours, theirs)
            bench.measure_all()
            figures = Figures(
                measured=bench.measured,
                clients=sizes.clients,
                page_statements=page,
                rsvp_statements=rsvp,
                whole_rsvp=bench.whole_rsvp(),
                worker_mib=_worker_memory(),
            )
    print(table(figures))


def _worker_memory() -> float:
    """Resident memory of the largest process of the web servers, in MiB."""
    mine = psutil.Process().children(recursive=True)
    return max(process.memory_info().rss for process in mine) / 2**20


@contextmanager
def _database(sizes: Sizes) -> Iterator[None]:
    databases.drop(NAME)
    databases.make(NAME)
    with databases._as_owner(NAME) as owner:
        owner.execute(TABLES)
        owner.execute(EVENTS, (sizes.events + 1,))
    try:
        yield
    finally:
        databases.drop(NAME)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench")
    parser.add_argument("--tiny", action="store_true", help="only see that it runs")
    main(TINY if parser.parse_args().tiny else Sizes())
