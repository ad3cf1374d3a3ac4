"""Whether all is well: jobs, deliveries, and what higher apps watch."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.functional import Promise

from config.kernel import delivery
from config.kernel.models import JobRun
from config.kernel.transactions import reading_everywhere

Label = str | Promise
Watch = Callable[..., "str | None"]
GRACE = timedelta(minutes=2)
MISSED_STROKES = 3

_watches: dict[str, tuple[Label, Watch]] = {}


def register(label: Label, watch: Watch) -> None:
    """Show a line on the health page.

    `watch(now=)` returns what is wrong in words, or None. It runs in a scope over all communities
    and opens none itself. Registering it again changes nothing.
    """
    _watches[f"{watch.__module__}.{watch.__qualname__}"] = (label, watch)


@dataclass(frozen=True, slots=True)
class Job:
    """A job of the clock: how often it should run, and when it last ran to its end."""

    name: str
    every: timedelta
    ran_at: datetime | None
    is_late: bool


@dataclass(frozen=True, slots=True)
class Queue:
    """Deliveries of one queue: how many are due, since when, and how many are parked."""

    name: str
    due: int
    due_since: datetime | None
    parked: int
    is_late: bool


@dataclass(frozen=True, slots=True)
class Watched:
    """One thing that an app watches; `words` say what is wrong, if anything."""

    label: Label
    words: str | None


@dataclass(frozen=True, slots=True)
class HealthPage:
    """What operators look at first. It needs no worker, since it only reads rows."""

    jobs: list[Job]
    queues: list[Queue]
    lines: list[Watched]
    parked: int
    is_well: bool


def health_page(*, now: datetime) -> HealthPage:
    jobs, queues, lines = _jobs(now=now), _queues(now=now), _lines(now=now)
    parked = sum(queue.parked for queue in queues)
    is_late = any(job.is_late for job in jobs) or any(queue.is_late for queue in queues)
    has_words = any(line.words for line in lines)
    return HealthPage(jobs, queues, lines, parked, is_well=not (parked or is_late or has_words))


def _jobs(*, now: datetime) -> list[Job]:
    ran = dict(JobRun.objects.values_list("job", "ran_at"))
    beat: dict[str, Any] = settings.CELERY_BEAT_SCHEDULE
    return [_job(name, beat[name]["schedule"], ran.get(name), now=now) for name in sorted(beat)]


def _job(name: str, every: timedelta, ran_at: datetime | None, *, now: datetime) -> Job:
    """A job is late after three missed runs, or if it never ran."""
    is_late = ran_at is None or now - ran_at > MISSED_STROKES * every + GRACE
    return Job(name=name, every=every, ran_at=ran_at, is_late=is_late)


def _queues(*, now: datetime) -> list[Queue]:
    return [
        Queue(**row, is_late=row["due_since"] is not None and now - row["due_since"] > GRACE)
        for row in delivery.backlog(now=now)
    ]


@reading_everywhere
def _lines(*, now: datetime) -> list[Watched]:
    return [Watched(label=label, words=watch(now=now)) for label, watch in _watches.values()]
