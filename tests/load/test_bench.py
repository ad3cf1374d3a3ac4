"""The bench runs from end to end, in a size too small to measure anything."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

CHECKOUT = Path(__file__).resolve().parents[2]
SAID = (
    "one hot event",
    "over all events",
    "RSVP beside the textbook",
    "answers of a full by htmx beside the RSVP",
    "event page, p95 ms",
    "exactly 12 of all tries seated",
    "largest web worker, MiB",
)


def test_the_bench_runs_and_says_which_targets_are_met():
    done = subprocess.run(
        [sys.executable, "-m", "bench.run", "--tiny"],
        cwd=CHECKOUT,
        env={**os.environ, "LOG_LEVEL": "ERROR"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 0, done.stderr
    assert [words for words in SAID if words not in done.stdout] == []
    assert "a whole RSVP, requests" in done.stdout
