"""Every check, two at a time; all run even where one fails, and a table ends the report."""

import subprocess
import sys
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from deploy.local.places import CHECKOUT
from deploy.local.testing import test_environment

AT_A_TIME = 2
DJANGO_UPGRADE = ["-m", "django_upgrade", "--check", "--target-version", "5.2"]
LINT_IMPORTS = "from importlinter.cli import lint_imports_command as lint; lint()"
LIKE_PRODUCTION = {
    "DEBUG": "0",
    "SITE_URL": "https://twelvefold.example",
    "ALLOWED_HOSTS": "twelvefold.example",
    "EMAIL_URL": "smtp://mail.twelvefold.example:25",
}
TYPED = [
    *("config", "memberships", "events", "facilitation", "safety", "metrics", "directory"),
    "deploy",
]
SKIPPED_FOLDERS = {".venv", ".local", ".git", "node_modules"}


@dataclass(frozen=True, kw_only=True)
class Check:
    """One command; it passes when its exit code is 0.

    Where it may warn, it is silent when all is well, and what it says when it passes is a warning.
    """

    name: str
    arguments: list[str]
    variables: dict[str, str] = field(default_factory=dict)
    may_warn: bool = False


@dataclass(frozen=True, kw_only=True)
class Result:
    """How one check went."""

    name: str
    passed: bool
    seconds: float
    output: str
    warned: bool = False

    @property
    def word(self) -> str:
        """Say it in four letters."""
        if not self.passed:
            return "FAIL"
        return "warn" if self.warned else "pass"


def check() -> int:
    """Run all, print what failed or warned and then the table; 1 where anything failed."""
    with test_environment() as variables, ThreadPoolExecutor(AT_A_TIME) as pool:
        results = []
        for result in pool.map(lambda one: run_one(one, environment=variables), checks()):
            _report(result)
            results.append(result)
    sys.stdout.write(table(results))
    return int(not all(result.passed for result in results))


def checks() -> list[Check]:
    """Return them, the slowest first."""
    return [
        Check(name="types", arguments=["-m", "mypy", *TYPED]),
        Check(name="format", arguments=["-m", "ruff", "format", "--check", "."]),
        Check(name="lint", arguments=["-m", "ruff", "check", "."]),
        Check(name="imports", arguments=["-c", LINT_IMPORTS]),
        Check(name="templates", arguments=["-m", "djlint", "--lint", "--quiet", "templates"]),
        Check(
            name="django upgrade",
            arguments=[*DJANGO_UPGRADE, *python_files(CHECKOUT)],
        ),
        _manage("models match migrations", "makemigrations", "--check", "--dry-run"),
        Check(
            name="deployment",
            arguments=["manage.py", "check", "--deploy", "--fail-level", "WARNING"],
            variables=LIKE_PRODUCTION,
        ),
        Check(name="migrations", arguments=["-m", "deploy.migrations"]),
        Check(name="translations", arguments=["-m", "deploy.messages", "check"], may_warn=True),
    ]


def run_one(one: Check, *, environment: Mapping[str, str]) -> Result:
    """Run one check and keep what it says."""
    since = time.monotonic()
    done = subprocess.run(
        [sys.executable, *one.arguments],
        cwd=CHECKOUT,
        env={**environment, "LOG_LEVEL": "WARNING", **one.variables},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    passed = done.returncode == 0
    return Result(
        name=one.name,
        passed=passed,
        seconds=time.monotonic() - since,
        output=done.stdout,
        warned=one.may_warn and passed and bool(done.stdout.strip()),
    )


def table(results: list[Result]) -> str:
    """Return one line a check."""
    lines = [f"{result.word:<5} {result.name:<25} {result.seconds:5.1f} s" for result in results]
    passed = sum(result.passed for result in results)
    warned = sum(result.warned for result in results)
    ending = f"{passed} of {len(results)} checks pass"
    if warned:
        ending += f", {warned} with a warning: it is above, and fails where CI=1 is set"
    return "\n".join(["", *lines, "", ending, ""])


def python_files(root: Path) -> list[str]:
    """Return our own Python files, relative to the checkout."""
    return sorted(
        str(path.relative_to(root))
        for top in root.iterdir()
        if top.name not in SKIPPED_FOLDERS
        for path in ([top] if top.suffix == ".py" else top.rglob("*.py"))
    )


def _manage(name: str, *arguments: str) -> Check:
    return Check(name=name, arguments=["manage.py", *arguments])


def _report(result: Result) -> None:
    sys.stdout.write(f"{result.word} {result.name}\n")
    if not result.passed or result.warned:
        sys.stdout.write(f"{result.output}\n")
    sys.stdout.flush()
