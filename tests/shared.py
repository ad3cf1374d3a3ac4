"""Rows that all tests of a module share."""

from contextlib import contextmanager

from django.db import transaction

from tests import scopes


@contextmanager
def rows(django_db_blocker):
    """For a fixture of a module: what the block makes stays until the module's last test.

    Each test runs in a savepoint of its own inside this transaction, so what it changes is gone
    when it ends. Tests of that module cannot be transactional.
    """
    with django_db_blocker.unblock():
        outer = transaction.atomic()
        outer._from_testcase = True  # as Django's own tests do around durable transactions
        with outer:
            with scopes.arranging():
                yield
            transaction.set_rollback(True)
