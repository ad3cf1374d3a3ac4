"""Measures RSVPs and pages beside two floors, on one machine, one database, in one run."""

import argparse
import json
import os
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

import django

django.setup()

import psutil  # type: ignore[import-untyped]  # noqa: E402  settings come first

from bench import bare, visits  # noqa: E402
from bench.floor_tables import EVENTS, TABLES  # noqa: E402
from bench.load import Rounds, Run, get, send  # noqa: E402
from bench.table import USUAL, Figure, Key, rates, table  # noqa: E402
from bench.world import Floor, World, as_forms, statements  # noqa: E402
from deploy import messages  # noqa: E402
from deploy.local.places import LOCAL  # noqa: E402
from deploy.local.prepare import collect_static  # noqa: E402
from events.management.demo.story import Scale  # noqa: E402
from events.seats.models.segments import Segment  # noqa: E402
from tests import databases, scopes  # noqa: E402
from tests.load.serving import web_server  # noqa: E402

NAME = f"bench_twelvefold_{os.getpid()}"
SEATS, TRIES_AT_ONCE = 12, 32
EVENT_PAGE = "event page"
OK, DONE, SEATED, FULL = 200, 201, 302, 422


LIFE, SHORT_LIFE = Scale(weeks=8, members=40), Scale(weeks=3, members=20)


@dataclass(frozen=True)
class Sizes:
    """How much is measured. The whole keeps within six minutes on two cores."""

    name: str = "bench"
    rounds: int = 3
    requests: int = 240
    tries: int = 200
    events: int = 1000
    nothings: int = 4000
    clients: tuple[int, ...] = (1, USUAL, 32)
    draws: int = 16  # of each page in the tour: the threads of both workers, twice
    demo: Scale = LIFE


TINY = Sizes("bench-tiny", 1, 10, 20, 5, 40, (1, USUAL), 1, SHORT_LIFE)


@dataclass
class Bench:
    """Two web servers on one database, and those who ask them."""

    sizes: Sizes
    world: World
    floor: Floor
    ours: int
    theirs: int
    measured: dict[Key, Rounds] = field(default_factory=dict)

    def figures(self) -> list[Figure]:
        """Measure everything; the memory comes last, after every page was drawn."""
        number = self.sizes.requests
        pages = {EVENT_PAGE: self.world.pages(self.world.segment(), number)}
        pages |= {name: [page] * number for name, page in visits.pages(self.ours).items()}
        self._measure(pages)
        figures = [*self._rsvp_figures(), *self._visit_figures()]
        for name, (page, *_same) in pages.items():
            figures += self._page_figures(name, page)
        return [*figures, *self._memory_figures()]

    def _measure(self, pages: Mapping[str, list[bytes]]) -> None:
        self._warm(pages)
        self._in_turn({("nothing", USUAL): self._nothing})
        for where in ("hot", "spread"):
            for clients in self.sizes.clients:
                self._in_turn(self._rsvps(where, clients))
        full = self.world.segment(rooms=1, capacity=1, taken=1)
        self._in_turn(
            {
                **{(name, USUAL): partial(self._pages, those) for name, those in pages.items()},
                ("full", USUAL): lambda: self._full(full),
                ("full by htmx", USUAL): lambda: self._full(full, Hx_Request="true"),
                ("rush", TRIES_AT_ONCE): self._rush,
            }
        )

    def _rsvp_figures(self) -> Iterator[Figure]:
        for where in ("hot", "spread"):
            name = f"RSVP beside the textbook, {where}"
            yield self._ratio(name, f"ours {where}", f"textbook {where}", 0.6)
        yield self._ratio("answer of a full event beside the RSVP", "full", "ours hot")
        yield self._ratio("the same by htmx", "full by htmx", "ours hot", 3)
        rush = self.measured["rush", TRIES_AT_ONCE].took
        yield Figure(f"exactly {SEATS} of {self.sizes.tries} tries seated, s", rush, most=0.6)
        rsvp = self.world.rsvp(self.world.segment(), self.world.members[0])
        yield Figure("RSVP, statements", statements(rsvp), most=9)
        yield Figure("a whole RSVP, requests", self._whole_rsvp(), most=2)

    def _ratio(self, name: str, ours: str, theirs: str, least: float | None = None) -> Figure:
        rates = [self.measured[one, USUAL].per_second for one in (ours, theirs)]
        return Figure(name, rates[0] / rates[1], least=least)

    def _page_figures(self, name: str, page: bytes) -> Iterator[Figure]:
        is_event, measured = name == EVENT_PAGE, self.measured[name, USUAL]
        yield Figure(f"{name}, p95 ms", measured.p95_ms, most=40 if is_event else 60)
        yield Figure(f"{name}, per second", measured.per_second, least=300 if is_event else None)
        yield Figure(f"{name}, statements", statements(page), most=5 if is_event else None)
        yield Figure(f"{name}, kB", measured.kilobytes)

    def _visit_figures(self) -> Iterator[Figure]:
        first = visits.first_visit(self.ours)
        yield Figure("first visit, kB as sent", first.kilobytes, most=100)
        yield Figure("first visit, requests", first.requests)
        yield Figure("first visit, requests to other hosts", first.elsewhere, most=0)

    def _memory_figures(self) -> Iterator[Figure]:
        pages = visits.tour(self.ours, draws=self.sizes.draws)
        yield Figure("a tour of all pages as each person, pages", pages)
        yield Figure("largest web worker after it, MiB", _worker_memory(), most=110)

    def _whole_rsvp(self) -> int:
        """The requests of a member who opens the page and takes a seat there, with htmx."""
        segment, who = self.world.segment(), self.world.members[0]
        form = self.world.rsvp(segment, who, Hx_Request="true")
        steps = [*self.world.pages(segment, 1), form]
        return sum(len(send(self.ours, [step], clients=1, expect=OK).answers) for step in steps)

    def _warm(self, pages: Mapping[str, list[bytes]]) -> None:
        number, clients = self.sizes.requests, TRIES_AT_ONCE
        for those in pages.values():
            self._pages(those[:clients])
        for _time in range(2):
            send(self.ours, self.world.hot(number), clients=clients, expect=SEATED)
            forms = as_forms(self.floor.hot(number), path="/rsvps/")
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

        kinds = {
            "ours": lambda: send(self.ours, ours(number), clients=clients, expect=SEATED),
            "textbook": lambda: textbook("/rsvps/"),
            "conditional": lambda: textbook("/conditional/"),
            "bare": lambda: bare.send(url, theirs(4 * number), clients=clients),
        }
        return {(f"{kind} {where}", clients): run for kind, run in kinds.items()}

    def _nothing(self) -> Run:
        requests = [get("/nothing/")] * self.sizes.nothings
        return send(self.theirs, requests, clients=USUAL, expect=OK)

    def _pages(self, pages: list[bytes]) -> Run:
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
    """Measure, print beside the last run of this size, and keep the figures for the next."""
    kept = LOCAL / f"{sizes.name}.json"
    last = json.loads(kept.read_text()) if kept.exists() else {}
    messages.compile_all()
    collect_static()
    with _database(sizes), scopes.arranging():
        visits.seed(sizes.demo)
        world = World(members=max(sizes.requests, sizes.tries), events=sizes.events)
        with (
            web_server("config.wsgi:application") as ours,
            web_server("bench.floor:application", probe="/nothing/") as theirs,
        ):
            bench = Bench(sizes, world, Floor(events=sizes.events), ours, theirs)
            figures = bench.figures()
    print(table(bench.measured, figures, last))
    now = {figure.name: figure.value for figure in figures} | rates(bench.measured)
    kept.write_text(json.dumps(now, indent=1))


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
