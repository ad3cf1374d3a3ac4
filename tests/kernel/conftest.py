from datetime import timedelta

import pytest

from config.kernel import reactions
from config.kernel.facts import FactName

HAPPENED = FactName("tests.something_happened", frozenset({"what"}), "A test said so.")


@pytest.fixture
def subscribe(monkeypatch):
    """Let a function react to HAPPENED while the test runs."""
    monkeypatch.setitem(reactions._reactions, HAPPENED.name, {})

    def register(run, *, name=None, attempts=3, backoff=timedelta(minutes=2), outside=False):
        name = name or f"tests.{run.__name__}"
        options = {"outside": outside, "attempts": attempts, "backoff": backoff}
        return reactions.reacts_to(HAPPENED, name=name, **options)(run)

    return register
