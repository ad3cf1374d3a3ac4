"""How many SQL statements something takes: the one counter of all tests and of the bench."""

from contextlib import contextmanager

import sqlparse
from django.db import connection
from django.test.utils import CaptureQueriesContext

# What tells the scope is prepared in config/kernel/transactions.py; one of the two reads a table.
FRAME = ("BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT", "RELEASE", "EXECUTE TELL_SCOPE (")
OF_SESSION = "EXECUTE TELL_SESSION ("
TELLING = ("SELECT SET_CONFIG(", OF_SESSION)
READING = {"FROM", "EXECUTE"}


@contextmanager
def counting():
    """Yield a list that holds, once the block has ended, the statements that count in it."""
    counted = []
    with CaptureQueriesContext(connection) as captured:
        yield counted
    for query in captured.captured_queries:
        counted.extend(that_count(query["sql"]))


def that_count(sent):
    """The statements that count among those that were sent at once.

    What opens and closes transactions is a frame, and so is what tells PostgreSQL the scope,
    unless it reads rows for that. Who asks is sent as two: the scope is the person of a session,
    and the question reads that same session. They are one round trip and count as one; sent
    alone, or reading anything else, what tells the scope counts as a question of its own.
    """
    said = [" ".join(part.split()) for part in sqlparse.split(sent)]
    rest = [one for one in said if not one.upper().startswith(FRAME)]
    questions = [one for one in rest if not one.upper().startswith(TELLING)]
    tellings = [one for one in rest if one.upper().startswith(TELLING) and _reads(one)]
    if questions and all(one.upper().startswith(OF_SESSION) for one in tellings):
        return questions
    return questions + tellings


def _reads(statement):
    """Whether it names a table; words inside quotation marks do not count."""
    words = {str(token).upper() for token in sqlparse.parse(statement)[0].flatten()}
    return bool(words & READING)
