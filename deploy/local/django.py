"""Management commands, each in a process of its own."""

import subprocess
import sys
from collections.abc import Mapping

from deploy.local.places import CHECKOUT
from deploy.local.problems import Problem


def manage(*arguments: str, environment: Mapping[str, str]) -> None:
    """Run `manage.py` with what it prints on standard error; a failure is a problem."""
    done = subprocess.run(
        [sys.executable, "manage.py", *arguments],
        cwd=CHECKOUT,
        env=dict(environment),
        stdout=sys.stderr,
        check=False,
    )
    if done.returncode != 0:
        raise Problem(f"manage.py {arguments[0]} failed.")
