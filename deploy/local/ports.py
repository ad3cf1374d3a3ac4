"""Free ports on this machine's loopback addresses."""

import errno
import socket

LOOPBACK = "127.0.0.1"
HIGHEST = 65_535
TAKEN = {errno.EADDRINUSE, errno.EACCES}


def is_free(port: int) -> bool:
    """Whether nothing answers at `localhost`, on either family, and we may listen there."""
    return not _answers(port, family=socket.AF_INET6, host="::1") and _may_bind(port)


def free_port() -> int:
    """Return a port that was free a moment ago."""
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        port: int = probe.getsockname()[1]
        return port


def next_free_port(*, wanted: int) -> int:
    """Return the wanted port, or the first free one of the hundred after it."""
    return next((port for port in range(wanted, wanted + 100) if is_free(port)), free_port())


def _may_bind(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
            probe.listen()
        except OSError as error:
            if error.errno in TAKEN:
                return False
            raise
    return True


def _answers(port: int, *, family: int, host: str) -> bool:
    try:
        with socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.settimeout(0.2)
            return probe.connect_ex((host, port)) == 0
    except OSError:
        return False
