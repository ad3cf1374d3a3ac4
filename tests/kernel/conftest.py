from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from config.kernel import reactions
from config.kernel.facts import FactName

HAPPENED = FactName("tests.something_happened", frozenset({"what"}), "A test said so.")
NOT_COUNTED = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE", "ROLLBACK", "SELECT SET_CONFIG")


@pytest.fixture
def subscribe(monkeypatch):
    """Let a function react to HAPPENED while the test runs."""
    monkeypatch.setitem(reactions._reactions, HAPPENED.name, {})

    def register(run, *, name=None, attempts=3, backoff=timedelta(minutes=2), outside=False):
        name = name or f"tests.{run.__name__}"
        options = {"outside": outside, "attempts": attempts, "backoff": backoff}
        return reactions.reacts_to(HAPPENED, name=name, **options)(run)

    return register


@pytest.fixture
def count_statements():
    """The statements of a block, but for those that open and close transactions and scopes."""

    @contextmanager
    def counting():
        counted = []
        with CaptureQueriesContext(connection) as asked:
            yield counted
        said = [query["sql"] for query in asked.captured_queries]
        counted.extend(sql for sql in said if not sql.upper().startswith(NOT_COUNTED))

    return counting
