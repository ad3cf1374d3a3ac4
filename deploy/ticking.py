"""A beat that shows its pulse: the store of its schedule may reach the disk only when it ends."""

from pathlib import Path
from typing import Any

from celery.beat import PersistentScheduler


class TickingScheduler(PersistentScheduler):
    """Touches a file beside its schedule at each tick; the jobs of each minute make it tick."""

    schedule_filename: str

    def tick(self, *args: Any, **more: Any) -> float:
        """Do what is due and return the seconds until the next tick."""
        Path(f"{self.schedule_filename}.tick").touch()
        return float(super().tick(*args, **more))
