"""The bench runs from end to end, in a size too small to measure anything."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from bench.load import Answer
from bench.table import Figure
from bench.visits import files_of, ways_on

CHECKOUT = Path(__file__).resolve().parents[2]
PAGES = ("event page", "event list", "calendar", "My loop", "studio", "room")
SAID = (
    "one hot event",
    "over all events",
    "RSVP beside the textbook, hot",
    "the same by htmx",
    "exactly 12 of 20 tries seated",
    "a whole RSVP, requests",
    "first visit, kB as sent",
    "largest web worker after it, MiB",
    *(f"{page}, p95 ms" for page in PAGES),
)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_bench_runs_and_says_which_targets_are_met(tmp_path):
    kept = tmp_path / "bench-tiny.json"
    kept.write_text(json.dumps({"RSVP, statements": 4321, "ours hot, 8": 8765}))

    done = subprocess.run(
        [sys.executable, "-m", "bench.run", "--tiny"],
        cwd=CHECKOUT,
        env={**os.environ, "LOG_LEVEL": "ERROR", "TWELVEFOLD_LOCAL": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert [words for words in SAID if words not in done.stdout] == []
    assert [last for last in ("4321", "8765") if last not in done.stdout] == []
    _has_measured(json.loads(kept.read_text()))


def _has_measured(kept):
    assert 0 < kept["RSVP, statements"] < 50
    assert kept["ours hot, 8"] != 8765
    assert [page for page in PAGES if not kept[f"{page}, statements"] > 1] == []
    assert [page for page in PAGES if not kept[f"{page}, kB"] > 2] == []
    assert kept["first visit, requests"] > 3
    assert kept["a tour of all pages as each person, pages"] > 100


@pytest.mark.parametrize(
    ("figure", "said"),
    [
        (Figure("ms", 40.0, most=40), ("ms", "", "40", "<= 40", "met")),
        (Figure("ms", 40.1, most=40), ("ms", "", "40.1", "<= 40", "NOT MET")),
        (Figure("ratio", 0.6, least=0.6), ("ratio", "", "0.6", ">= 0.6", "met")),
        (Figure("ratio", 0.599, least=0.6), ("ratio", "", "0.599", ">= 0.6", "NOT MET")),
        (Figure("kB", 9.5), ("kB", "", "9.5", "", "")),
    ],
)
def test_a_figure_says_whether_its_limit_is_met(figure, said):
    assert figure.row({}) == said


def test_a_figure_stands_beside_that_of_the_last_run():
    assert Figure("ms", 40.0, most=40).row({"ms": 1712.4})[1:3] == ("1712", "40")


def test_a_page_loads_what_it_refers_to_and_leads_where_it_links():
    page = answer(
        "text/html; charset=utf-8",
        '<link rel="icon" href="/icon.svg"><link rel="canonical" href="/other/">'
        '<link rel="stylesheet" href="css/main.css"><script src="https://elsewhere.example/a.js">'
        '</script><img src="data:image/png;base64,AA"><a href="../loop/?week=1">My loop</a>'
        '<a href="https://elsewhere.example/events/">Elsewhere</a>',
    )

    assert list(files_of(page, path="/c/room/")) == [
        "http://127.0.0.1/icon.svg",
        "http://127.0.0.1/c/room/css/main.css",
        "https://elsewhere.example/a.js",
    ]
    assert list(ways_on(page, path="/c/room/")) == ["/c/loop/"]


@pytest.mark.parametrize(
    ("kind", "text", "loaded"),
    [
        ("text/css", '@font-face{src:url("a.woff2")}p{background:url(data:x)}', "a.woff2"),
        ("text/javascript", 'import {a} from "./a.js"; const b = "from "+a', "a.js"),
    ],
)
def test_stylesheets_and_modules_load_more(kind, text, loaded):
    assert list(files_of(answer(kind, text), path="/static/x")) == [
        f"http://127.0.0.1/static/{loaded}"
    ]


def answer(kind, text):
    return Answer(200, 0.0, f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n{text}".encode())
