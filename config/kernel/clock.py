"""When each beat job last ran, so that the health page can tell if beat has stopped."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.utils import timezone

from config.kernel.models import JobRun


@contextmanager
def job_run(job: str) -> Iterator[None]:
    """Note that a beat job ran to its end."""
    yield
    JobRun.objects.update_or_create(job=job, defaults={"ran_at": timezone.now()})
