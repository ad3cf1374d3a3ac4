"""What a person at the terminal is told."""

import sys


class Problem(Exception):
    """An anticipated failure, in words for the person who typed the command."""


def say(words: str) -> None:
    """Write one line to standard error, so that what a command prints can still be piped."""
    sys.stderr.write(f"{words}\n")
    sys.stderr.flush()
