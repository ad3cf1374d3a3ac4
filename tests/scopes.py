"""Who may see what while a test runs: arranging sees all, a request starts with nothing."""

from contextlib import contextmanager

from django.db import connection
from django.test import Client

from config.kernel import transactions


@contextmanager
def arranging():
    """Set the table in every community."""
    with ambient(transactions.EVERYWHERE):
        yield


@contextmanager
def closed():
    """As in production between requests: no scope is open."""
    with ambient(None):
        yield


class ScopelessClient(Client):
    """Each request starts as in production: no scope is open."""

    def request(self, **environ):
        with closed():
            return super().request(**environ)


@contextmanager
def ambient(scope):
    before = transactions._scope.get()
    token = transactions._scope.set(scope)
    _tell_session(scope)
    try:
        yield
    finally:
        transactions._scope.reset(token)
        _tell_session(before)


def _tell_session(scope):
    if connection.needs_rollback:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('app.everywhere', %s, false),"
            " set_config('app.community', '', false), set_config('app.person', '', false)",
            ["on" if scope == transactions.EVERYWHERE else ""],
        )
