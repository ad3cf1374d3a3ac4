"""Wakes the workers after a commit, without making the request wait for the broker.

A thread of its own speaks to the broker, so a broker that is lost, or slow to refuse, costs the
request nothing. A wake-up that is lost is made good by beat's sweep. Under load one wake-up stands
for many: a message takes a third of the time of an RSVP, and one run delivers all that is due.
"""

import logging
import os
import time
from queue import SimpleQueue
from threading import Lock, Thread

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 0.05

_asked: SimpleQueue[str] = SimpleQueue()
_waiting: set[str] = set()
_lock = Lock()
_thread: Thread | None = None


def wake(*queues: str) -> None:
    """Ask for a delivery run of these queues. Returns at once and never raises."""
    global _thread  # noqa: PLW0603  one thread a process
    with _lock:
        fresh = [queue for queue in queues if queue not in _waiting]
        _waiting.update(fresh)
        if _thread is None or not _thread.is_alive():
            _thread = Thread(target=_send_forever, name="wakeup", daemon=True)
            _thread.start()
    for queue in fresh:
        _asked.put(queue)


def _start_afresh() -> None:
    """A forked process has no thread yet, and none of its parent's wake-ups to send."""
    global _asked, _lock, _thread
    _asked, _lock, _thread = SimpleQueue(), Lock(), None
    _waiting.clear()


os.register_at_fork(after_in_child=_start_afresh)


def _send_forever() -> None:
    while True:
        queues = {_asked.get()}
        while not _asked.empty():
            queues.add(_asked.get())
        with _lock:
            _waiting.difference_update(queues)
        for queue in sorted(queues):
            _send(queue)
        time.sleep(PAUSE_SECONDS)


def _send(queue: str) -> None:
    from config.kernel import tasks  # noqa: PLC0415  tasks import the models

    try:
        tasks.deliver_facts.apply_async(kwargs={"queue": queue}, queue=queue, retry=False)
    except Exception as failure:  # noqa: BLE001  whatever the broker says, the sweep makes good
        logger.warning("Wake-up lost (%s); the sweep will find it.", type(failure).__name__)
