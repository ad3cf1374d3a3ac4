"""Whether beat ticks: exit 0 when its schedule file was written lately.

Celery writes the file every three minutes and whenever beat ends.
"""

import sys
import time
from pathlib import Path

STALE_AFTER = 400.0


def main(schedule: str, *, now: float | None = None) -> int:
    """Look at every file that the schedule's storage may have made beside its name."""
    path = Path(schedule)
    written = [found.stat().st_mtime for found in path.parent.glob(f"{path.name}*")]
    age = (time.time() if now is None else now) - max(written, default=0.0)
    return int(age > STALE_AFTER)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
