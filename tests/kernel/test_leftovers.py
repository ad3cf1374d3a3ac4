"""The look at what a test leaves running sees threads and processes, and waits a moment."""

import subprocess
import sys
import threading

import pytest

from tests import leftovers


@pytest.fixture
def _impatient(monkeypatch):
    monkeypatch.setattr(leftovers, "GRACE_SECONDS", 0.1)


@pytest.mark.usefixtures("_impatient")
def test_a_thread_that_goes_on_is_named():
    before, may_end = leftovers.running(), threading.Event()
    thread = threading.Thread(target=may_end.wait, name="straggler")
    thread.start()

    left = leftovers.since(before)
    may_end.set()
    thread.join()

    assert len(left) == 1
    assert left[0].startswith("thread straggler")


@pytest.mark.usefixtures("_impatient")
@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the children")
def test_a_process_that_goes_on_is_named():
    before = leftovers.running()
    child = subprocess.Popen([sys.executable, "-c", "input('straggler')"], stdin=subprocess.PIPE)

    left = leftovers.since(before)
    child.communicate(b"\n")

    assert len(left) == 1
    assert "straggler" in left[0]


def test_what_is_about_to_end_is_waited_for():
    before = leftovers.running()
    threading.Timer(0.1, lambda: None).start()

    assert leftovers.since(before) == []
