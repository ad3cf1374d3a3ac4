"""`python -m deploy.local VERB`: what the Makefile calls."""

import argparse
import sys

from deploy.local import commands
from deploy.local.problems import Problem, say

NOT_STARTED = 2


def main(arguments: list[str]) -> int:
    """Run one verb and return its exit code; an anticipated failure is one line and a 2."""
    parser = argparse.ArgumentParser(prog="python -m deploy.local")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("run", help="run the product until Ctrl-C")
    verbs.add_parser("test", help="run pytest with the arguments that follow")
    verbs.add_parser("test-fast", help="run the tests that take milliseconds, likewise")
    verbs.add_parser("check", help="run every check")
    verbs.add_parser("stop", help="stop everything that was started here")
    env = verbs.add_parser("env", help="start servers and print the variables that lead there")
    env.add_argument("--for", dest="name", choices=["run", "test"], required=True)
    known, rest = parser.parse_known_args(arguments)
    if rest and known.verb not in {"test", "test-fast"}:
        parser.error(f"unknown: {' '.join(rest)}")
    return commands.VERBS[known.verb](known, rest)


if __name__ == "__main__":
    try:
        code = main(sys.argv[1:])
    except Problem as problem:
        say(f"Twelvefold: {problem}")
        code = NOT_STARTED
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)
