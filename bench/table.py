"""What was measured, beside the last run and the limits, as tables."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bench.load import Rounds

Key = tuple[str, int]
Row = tuple[str, ...]
USUAL, WHOLE = 8, 1000
FLOORS = ("textbook", "conditional", "bare")
WHERE = {"hot": "one hot event", "spread": "over all events"}
RSVP_HEAD = ("RSVP per second", "clients", "last run", "ours", "p95 ms", *FLOORS[:2], "bare SQL")
FIGURE_HEAD = ("", "last run", "this run", "limit", "")


@dataclass(frozen=True)
class Figure:
    """A number with a name; its limit, where it has one, is the most or the least it may be."""

    name: str
    value: float
    most: float | None = None
    least: float | None = None

    def row(self, last: Mapping[str, float]) -> Row:
        shown = (_shown(last.get(self.name)), _shown(self.value))
        if self.least is not None:
            return (self.name, *shown, f">= {self.least:g}", _met(self.value >= self.least))
        if self.most is not None:
            return (self.name, *shown, f"<= {self.most:g}", _met(self.value <= self.most))
        return (self.name, *shown, "", "")


def table(
    measured: Mapping[Key, Rounds], figures: Sequence[Figure], last: Mapping[str, float]
) -> str:
    """The RSVPs beside their floors, then each figure beside the last run and its limit."""
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    nothing = measured["nothing", USUAL].per_second
    return "\n".join(
        [
            f"{os.cpu_count()} cores, load {load}; the clients alone: {nothing:.0f}/s",
            "Medians over rounds in turn; in brackets ours beside that floor.",
            "",
            _lines([RSVP_HEAD, *_rsvp_rows(measured, last)]),
            "",
            _lines([FIGURE_HEAD, *(figure.row(last) for figure in figures)]),
        ]
    )


def rates(measured: Mapping[Key, Rounds]) -> dict[str, float]:
    """What of the first table the next run shows beside its own."""
    return {
        f"{where}, {clients}": rounds.per_second
        for (where, clients), rounds in measured.items()
        if where.startswith("ours")
    }


def _rsvp_rows(measured: Mapping[Key, Rounds], last: Mapping[str, float]) -> Iterator[Row]:
    for (where, clients), ours in measured.items():
        kind, _space, place = where.partition(" ")
        if kind != "ours":
            continue
        floors = [measured[f"{floor} {place}", clients].per_second for floor in FLOORS]
        beside = [f"{floor:.0f} ({ours.per_second / floor:.2f})" for floor in floors]
        own = (f"{ours.per_second:.0f}", f"{ours.p95_ms:.0f}")
        yield (WHERE[place], str(clients), _shown(last.get(f"{where}, {clients}")), *own, *beside)


def _shown(value: float | None) -> str:
    return "" if value is None else f"{value:.3g}" if value < WHOLE else f"{value:.0f}"


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
