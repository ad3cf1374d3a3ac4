"""Whether beat ticks: exit 0 when the file that `deploy.ticking` touches is fresh."""

import sys
import time
from pathlib import Path

STALE_AFTER = 150.0


def main(tick: str, *, now: float | None = None) -> int:
    """Compare the file's age with two ticks and a half."""
    try:
        touched = Path(tick).stat().st_mtime
    except FileNotFoundError:
        return 1
    return int((time.time() if now is None else now) - touched > STALE_AFTER)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
