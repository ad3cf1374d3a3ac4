"""A web server as in production, on the test database, and people who speak HTTP to it."""

import os
import signal
import socket
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from http.client import HTTPConnection
from threading import local
from urllib.parse import urlencode

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import VALID_KEY_CHARS
from django.db import connections
from django.utils.crypto import get_random_string

from config.kernel.sessions import Session, SessionStore
from deploy.local.running import LEAN
from tests import databases

BACKEND = "allauth.account.auth_backends.AuthenticationBackend"
CSRF = "c" * 32
LOOPBACK = "127.0.0.1"
FORM_TYPE = "application/x-www-form-urlencoded"


@contextmanager
def web_server(application="tests.load.served:application", *, probe="/healthz", **variables):
    """Serve until the block ends; yields the port. `variables` go into the environment."""
    port = free_port()
    process = subprocess.Popen(
        _command(application, port), env=_environment(port, variables), start_new_session=True
    )
    try:
        _wait_until_it_answers(process, port, probe)
        yield port
    finally:
        _end(process)


def free_port():
    with socket.socket() as probe:
        probe.bind((LOOPBACK, 0))
        return probe.getsockname()[1]


def session_cookies(memberships):
    """A signed-in session for each, by membership id, written straight into the database."""
    cookies, rows = {}, []
    for membership in memberships:
        user = membership.user
        key, session = get_random_string(32, VALID_KEY_CHARS), SessionStore()
        session[SESSION_KEY] = str(user.pk)
        session[BACKEND_SESSION_KEY] = BACKEND
        session[HASH_SESSION_KEY] = user.get_session_auth_hash()
        session._session_key = key
        rows.append(session.create_model_instance(session._session))
        cookies[membership.pk] = f"sessionid={key}; csrftoken={CSRF}"
    Session.objects.bulk_create(rows)
    return cookies


class People:
    """Many members at once, over connections that stay open until the block ends."""

    def __init__(self, port, cookies, *, at_once, patience=120):
        self.port, self.cookies, self.patience = port, cookies, patience
        self._pool = ThreadPoolExecutor(at_once)
        self._mine, self._connections = local(), []

    def __enter__(self):
        return self

    def __exit__(self, *_failure):
        self._pool.shutdown()
        for connection in self._connections:
            connection.close()

    def post(self, path, fields, memberships):
        """Everybody sends the same form; the answers' statuses, in the order of the members."""
        body = urlencode({**fields, "csrfmiddlewaretoken": CSRF})
        return list(self._pool.map(lambda who: self._send(who, path, body), memberships))

    def _send(self, membership, path, body):
        headers = {"Cookie": self.cookies[membership.pk], "Content-Type": FORM_TYPE}
        connection = self._connection()
        connection.request("POST", path, body, headers)
        response = connection.getresponse()
        response.read()
        return response.status

    def _connection(self):
        if not hasattr(self._mine, "connection"):
            self._mine.connection = HTTPConnection(LOOPBACK, self.port, timeout=self.patience)
            self._connections.append(self._mine.connection)
        return self._mine.connection


def _command(application, port):
    return [
        *(sys.executable, "-m", "granian", "--interface", "wsgi", "--no-ws"),
        *("--host", LOOPBACK, "--port", str(port), "--workers", "2"),
        *("--blocking-threads", "2", "--log-level", "warning", application),
    ]


def _environment(port, variables):
    name = connections["default"].settings_dict["NAME"]
    kept = {key: value for key, value in os.environ.items() if key != "DATABASE_OWNER_URL"}
    return {
        **kept,
        **LEAN,
        "DATABASE_URL": databases.url_of("DATABASE_URL", name),
        "SITE_URL": f"http://{LOOPBACK}:{port}",
        "LOG_LEVEL": "ERROR",
        **variables,
    }


def _end(process):
    """Ask it to end; a worker that hangs is killed with its whole group."""
    process.terminate()
    try:
        process.wait(timeout=10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait(timeout=10)


def _wait_until_it_answers(process, port, probe, patience=60):
    until = time.monotonic() + patience
    while time.monotonic() < until:
        if process.poll() is not None:
            raise RuntimeError(f"The web server ended with {process.returncode}.")
        try:
            connection = HTTPConnection(LOOPBACK, port, timeout=5)
            connection.request("GET", probe)
            if connection.getresponse().status < 500:
                return
        except OSError:
            time.sleep(0.1)
        finally:
            connection.close()
    raise RuntimeError("The web server does not answer.")
