"""One function a verb; each returns the exit code."""

import argparse
import shlex
import sys
from collections.abc import Callable

from deploy.local import checking, locks, running, testing
from deploy.local.places import LOCAL
from deploy.local.problems import say
from deploy.local.servers import OURS, Name, Servers, given_variables, ready

NAMES: tuple[Name, ...] = ("run", "test")


def print_environment(options: argparse.Namespace, _rest: list[str]) -> int:
    """Start the servers, leave them running, and print lines for `eval`."""
    servers = Servers(name=options.name)
    with locks.among_users(servers.home.root / "users.lock"):
        (servers.home.root / "keep").touch()
        variables = ready(servers=servers, given=given_variables())
    for name in OURS:
        if name in variables:
            sys.stdout.write(f"export {name}={shlex.quote(variables[name])}\n")
    return 0


def run(_options: argparse.Namespace, _rest: list[str]) -> int:
    """Run the product until it is stopped."""
    return running.run()


def test(_options: argparse.Namespace, rest: list[str]) -> int:
    """Run pytest."""
    return testing.test(rest)


def fast(_options: argparse.Namespace, rest: list[str]) -> int:
    """Run the tests of the inner loop."""
    return testing.fast(rest)


def check(_options: argparse.Namespace, _rest: list[str]) -> int:
    """Run every check."""
    return checking.check()


def stop(_options: argparse.Namespace, _rest: list[str]) -> int:
    """Stop the product and both sets of servers."""
    if LOCAL.exists():
        running.stop()
        for name in NAMES:
            servers = Servers(name=name)
            (servers.home.root / "keep").unlink(missing_ok=True)
            servers.stop()
    say("Everything that was started here is stopped.")
    return 0


VERBS: dict[str, Callable[[argparse.Namespace, list[str]], int]] = {
    "check": check,
    "env": print_environment,
    "run": run,
    "stop": stop,
    "test": test,
    "test-fast": fast,
}
