"""Runs pytest on the test servers, with a browser for the journeys."""

import contextlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from deploy.local import locks
from deploy.local.children import attend
from deploy.local.places import CHECKOUT
from deploy.local.problems import Problem, say
from deploy.local.servers import Servers, given_variables, ready

# All tests, in a process more than there are cores: stories often wait. A few run in this process.
AT_ONCE = ["-n", "3", "--durations=15"]
# On all cores; what needs a browser, servers of its own or seconds is left out.
FAST = ["-n", "auto", "-m", "not journey and not slow"]
SHELL = "chromium-headless-shell"  # does the same with two thirds of the work
BROWSERS = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MAC_BROWSER = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")


def test(arguments: list[str]) -> int:
    """Run pytest and return its exit code; without arguments, everything on two cores."""
    with test_environment() as variables:
        browser = browser_variables(given=variables)
        command = [sys.executable, "-m", "pytest", *(arguments or AT_ONCE)]
        return attend(command, environment={**variables, **browser})


def fast(arguments: list[str]) -> int:
    """Run the tests that take milliseconds; no browser is looked for."""
    with test_environment() as variables:
        command = [sys.executable, "-m", "pytest", *FAST, *arguments]
        return attend(command, environment=variables)


@contextlib.contextmanager
def test_environment() -> Iterator[dict[str, str]]:
    """Lead to running test servers; the last one out stops them unless `env` was to keep them."""
    servers = Servers(name="test")
    with locks.among_users(servers.home.root / "users.lock") as users:
        try:
            yield ready(servers=servers, given=given_variables())
        finally:
            if users.am_last() and not (servers.home.root / "keep").exists():
                servers.stop()


def browser_variables(*, given: Mapping[str, str]) -> dict[str, str]:
    """Find or install a Chromium; an empty answer means Playwright's own."""
    found = given.get("CHROMIUM_PATH") or _system_browser()
    if found:
        return {"CHROMIUM_PATH": found}
    if _playwright_installs(given=given):
        return {}
    if _debian_installs():
        return {"CHROMIUM_PATH": _system_browser()}
    raise Problem(
        "The browser tests need Chromium, and it could not be installed. Install it, or name one "
        "with CHROMIUM_PATH."
    )


def _system_browser() -> str:
    for name in BROWSERS:
        path = shutil.which(name)
        if path:
            return path
    return str(MAC_BROWSER) if MAC_BROWSER.exists() else ""


def _playwright_installs(*, given: Mapping[str, str]) -> bool:
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    done = subprocess.run(
        command, cwd=CHECKOUT, env=dict(given), stdout=sys.stderr, check=False, timeout=600
    )
    return done.returncode == 0


def _debian_installs() -> bool:
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        return False
    say("Installing Debian's chromium")
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "-q", "update"], env=quiet, stdout=sys.stderr, check=False)
    for package in (SHELL, "chromium"):
        if not _system_browser():
            command = ["apt-get", "-qy", "install", package]
            subprocess.run(command, env=quiet, stdout=sys.stderr, check=False)
    return bool(_system_browser())
