"""What was measured, as a table with the targets of speed.md beside it."""

import os
from collections.abc import Iterator
from dataclasses import dataclass

from bench.load import Rounds

Key = tuple[str, int]
Row = tuple[str, ...]
USUAL, RUSH = 8, 32
LIMITS = {
    "floor": 0.8,
    "full": 3.0,
    "page_ms": 40.0,
    "rush_s": 0.6,
    "mib": 120.0,
    "page_statements": 8,
    "rsvp_statements": 12,
    "requests": 2,
}
RSVP_HEAD = ("RSVP per second", "clients", "ours", "p95 ms", "textbook", "conditional", "bare SQL")
WHERE = {"hot": "one hot event", "spread": "over all events"}


@dataclass(frozen=True)
class Figures:
    """All that a run found out."""

    measured: dict[Key, Rounds]
    clients: tuple[int, ...]
    page_statements: int
    rsvp_statements: int
    whole_rsvp: int
    worker_mib: float


def table(figures: Figures) -> str:
    """The rates and ratios of an RSVP, then each target and whether it is met."""
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    nothing = figures.measured["nothing", USUAL].per_second
    return "\n".join(
        [
            f"{os.cpu_count()} cores, load {load}; the clients alone: {nothing:.0f}/s",
            "Medians over rounds in turn; in brackets ours beside that floor.",
            "",
            _lines([RSVP_HEAD, *_rsvp_rows(figures)]),
            "",
            _lines([("", "measured", "target", ""), *_target_rows(figures)]),
        ]
    )


def _rsvp_rows(figures: Figures) -> Iterator[Row]:
    for where, words in WHERE.items():
        for clients in figures.clients:
            ours = figures.measured[f"ours {where}", clients]
            floors = [
                figures.measured[f"{floor} {where}", clients].per_second
                for floor in ("textbook", "conditional", "bare")
            ]
            beside = [f"{floor:.0f} ({ours.per_second / floor:.2f})" for floor in floors]
            own = (f"{ours.per_second:.0f}", f"{ours.p95_ms:.0f}")
            yield (words, str(clients), *own, *beside)


def _target_rows(figures: Figures) -> Iterator[Row]:
    measured = figures.measured
    rsvp, page = measured["ours hot", USUAL], measured["page", USUAL]
    rush, floor = measured["rush", RUSH], measured["textbook hot", USUAL]
    yield _at_least("RSVP beside the textbook", rsvp.per_second / floor.per_second, "floor")
    for name in ("full", "full by htmx"):
        ratio = measured[name, USUAL].per_second / rsvp.per_second
        yield _at_least(f"answers of a {name} beside the RSVP", ratio, "full")
    yield ("event pages per second", f"{page.per_second:.0f}", "", "")
    yield _at_most("event page, p95 ms", page.p95_ms, "page_ms")
    yield _at_most("event page, statements", figures.page_statements, "page_statements")
    yield _at_most("RSVP, statements", figures.rsvp_statements, "rsvp_statements")
    yield _at_most("a whole RSVP, requests", figures.whole_rsvp, "requests")
    yield _at_most("exactly 12 of all tries seated, s", rush.took, "rush_s")
    yield _at_most("largest web worker, MiB", figures.worker_mib, "mib")


def _at_least(name: str, value: float, limit: str) -> Row:
    return (name, f"{value:.2f}", f">= {LIMITS[limit]:g}", _met(value >= LIMITS[limit]))


def _at_most(name: str, value: float, limit: str) -> Row:
    shown = f"{value:.2f}" if isinstance(value, float) else str(value)
    return (name, shown, f"<= {LIMITS[limit]:g}", _met(value <= LIMITS[limit]))


def _met(is_met: bool) -> str:
    return "met" if is_met else "NOT MET"


def _lines(rows: list[Row]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return "\n".join(
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths, strict=True))
        ).rstrip()
        for row in rows
    )
