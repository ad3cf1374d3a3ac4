"""Waits until the page answers, then says where it is and who can sign in."""

import argparse
import http.client
import os
import sys
import time

from deploy.local.ports import LOOPBACK
from deploy.local.problems import say

PATIENCE = 60.0
BETWEEN_TRIES, BETWEEN_ERRORS = 0.1, 2.0
BROKEN = 500


def main(arguments: list[str]) -> int:
    """Print the address and, from standard input, the table of demo sign-ins."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--since", type=float, required=True)
    options = parser.parse_args(arguments)
    table = sys.stdin.read()
    if not page_answers(port=options.port, within=PATIENCE):
        say(
            f"The page does not answer at http://localhost:{options.port}. "
            "The lines above say why."
        )
        return 1
    seconds = time.monotonic() - options.since
    sys.stdout.write(
        f"\nTwelvefold is ready after {seconds:.1f} s: http://localhost:{options.port}\n\n{table}\n"
        f"{where_mail_goes(port=options.port)}\nCtrl-C stops it. Your data stays.\n\n"
    )
    sys.stdout.flush()
    return 0


def where_mail_goes(*, port: int) -> str:
    """Say where mail lands: on a page of ours, unless EMAIL_URL names a server."""
    if os.environ.get("EMAIL_URL"):
        return "Mail goes to the server that EMAIL_URL names."
    return f"Mail lands at http://localhost:{port}/inbox/"


def page_answers(*, port: int, within: float) -> bool:
    """Ask for the start page, until it comes or the seconds are over."""
    deadline = time.monotonic() + within
    while time.monotonic() < deadline:
        status = _status(port)
        if status and status < BROKEN:
            return True
        time.sleep(BETWEEN_ERRORS if status else BETWEEN_TRIES)
    return False


def _status(port: int) -> int:
    """Return 0 where nothing listens yet."""
    connection = http.client.HTTPConnection(LOOPBACK, port, timeout=10)
    try:
        connection.request("GET", "/", headers={"Host": f"localhost:{port}"})
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return 0
    finally:
        connection.close()


if __name__ == "__main__":
    try:
        code = main(sys.argv[1:])
    except KeyboardInterrupt:
        code = 130
    sys.exit(code)
