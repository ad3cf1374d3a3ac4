"""A broker that is lost, or slow to say so, costs a request nothing."""

import socket
import subprocess
import sys
import time
from contextlib import suppress
from functools import partial
from pathlib import Path
from threading import Event
from types import SimpleNamespace

import pytest
from kombu import Connection

from config.kernel import tasks, wakeup
from config.kernel.wakeup import wake

AT_ONCE_SECONDS = 0.1
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def _own_thread(monkeypatch):
    """A queue and a thread of this test's own; the thread has ended when the test has."""
    monkeypatch.setattr(wakeup, "_asked", wakeup.SimpleQueue())
    monkeypatch.setattr(wakeup, "_waiting", set())
    monkeypatch.setattr(wakeup, "_thread", None)
    send_forever = wakeup._send_forever

    def send_until_told():
        with suppress(SystemExit):
            send_forever()

    monkeypatch.setattr(wakeup, "_send_forever", send_until_told)
    yield
    answer(monkeypatch, leave)
    wake("the last")
    wakeup._thread.join()


def leave(**_how):
    raise SystemExit


@pytest.fixture
def sent(_own_thread, monkeypatch):
    """What a broker would get."""
    queues = []
    answer(monkeypatch, lambda **how: queues.append(how["kwargs"]["queue"]))
    return queues


def answer(monkeypatch, apply_async):
    """Stand in for the task itself: what it is bound to may differ from thread to thread."""
    monkeypatch.setattr(tasks, "deliver_facts", SimpleNamespace(apply_async=apply_async))


@pytest.fixture
def silent_broker(_own_thread, monkeypatch):
    """A broker that takes the connection and then says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as silent:
        host, port = silent.getsockname()
        broker = Connection(
            f"redis://{host}:{port}/0", transport_options={"socket_timeout": 1, "max_retries": 0}
        )
        send = partial(tasks.deliver_facts.apply_async, connection=broker)
        answer(monkeypatch, send)
        yield


def until(is_so, *, seconds=5):
    deadline = time.monotonic() + seconds
    while not is_so() and time.monotonic() < deadline:
        time.sleep(0.01)
    return is_so()


def seconds_of(work):
    begun = time.monotonic()
    work()
    return time.monotonic() - begun


def test_each_lane_is_woken(sent):
    wake("inside", "outside")

    assert until(lambda: sorted(sent) == ["inside", "outside"])


@pytest.mark.usefixtures("silent_broker")
def test_waking_does_not_wait_for_the_broker():
    assert seconds_of(lambda: wake("inside", "outside")) < AT_ONCE_SECONDS


@pytest.mark.usefixtures("silent_broker")
def test_control_speaking_to_that_broker_takes_long_and_its_loss_is_logged(caplog):
    assert seconds_of(lambda: wakeup._send("inside")) > 5 * AT_ONCE_SECONDS
    assert "Wake-up lost" in caplog.text


def test_after_a_loss_the_next_wake_up_is_sent(sent, monkeypatch):
    def lose(**_how):
        answer(monkeypatch, lambda **_how: sent.append("ok"))
        raise ConnectionError("lost")

    answer(monkeypatch, lose)
    wake("inside")
    wake("outside")

    assert until(lambda: sent == ["ok"])


def test_a_burst_in_one_lane_is_one_or_two_wake_ups(sent, monkeypatch):
    broker_answers = Event()

    def send_slowly(**how):
        broker_answers.wait(5)
        sent.append(how["kwargs"]["queue"])

    answer(monkeypatch, send_slowly)
    for _fact in range(100):
        wake("inside")
    broker_answers.set()

    assert until(lambda: len(sent) >= 1)
    time.sleep(0.1)
    assert len(sent) <= 2


FORK = """
import os, sys, time
from threading import Event
from types import SimpleNamespace
from config.kernel import wakeup

wakeup._send = lambda queue: Event().wait(30)
wakeup.wake("inside")
time.sleep(0.1)
wakeup.wake("inside")  # waits behind the first, for ever
child = os.fork()
if child == 0:
    if sys.argv[1] == "as the parent was":
        wakeup._waiting.add("inside")
    wakeup._send = lambda queue: os._exit(7)
    wakeup.wake("inside")
    time.sleep(1)
    os._exit(0)
os._exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.parametrize(
    ("state", "code"),
    [("afresh", 7), pytest.param("as the parent was", 0, id="control")],
)
def test_a_forked_process_wakes_for_itself(state, code):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", FORK, state], cwd=ROOT, timeout=30, check=False
    )

    assert done.returncode == code
