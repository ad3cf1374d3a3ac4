"""Statements that PostgreSQL plans once a connection: `PREPARE`, then `EXECUTE`."""

import re
from collections.abc import Callable, Sequence
from functools import cache
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import NotSupportedError, OperationalError
from django.db.backends.utils import CursorWrapper

ABOUT = re.compile('(?:INSERT INTO|UPDATE|FROM) "?[a-z_]+')
_numbers = count(1)
_prepared: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()  # names, by connection


def new_name(words: str) -> str:
    """A name that no other statement has; the log of the database shows it."""
    return f"{words}_{next(_numbers)}"


def prepare(connection: Any, name: str, *, types: str = "", body: Callable[[Any], str]) -> None:
    """Prepare on this connection of the driver, once, what `body` makes with a cursor of it.

    Without types PostgreSQL takes the type of each value from where it stands.
    """
    names = _prepared.setdefault(connection, set())
    if name not in names:
        with connection.cursor() as cursor:
            cursor.execute(f"PREPARE {name} {types} AS {body(cursor)}")
        names.add(name)


def execute(
    cursor: CursorWrapper,
    name: str,
    values: Sequence[Any],
    *,
    types: str = "",
    body: Callable[[Any], str],
) -> None:
    """Execute a statement with these values; prepare it first where that is not done yet."""
    with cursor.db.wrap_database_errors:
        prepare(cursor.db.connection, name, types=types, body=body)
    try:
        cursor.execute(f"EXECUTE {name} ({', '.join(['%s'] * len(values))})", values)
    except NotSupportedError as outdated:
        cursor.db.close()  # a migration changed a column: the next connection plans anew
        raise OperationalError("The plan was made for other columns.") from outdated


def execute_sql(cursor: CursorWrapper, sql: str, values: Sequence[Any]) -> None:
    """The same for SQL that has `%s` for each value and no other percent sign."""
    execute(cursor, _name_of(sql), values, body=lambda _cursor: _numbered(sql))


@cache
def _name_of(sql: str) -> str:
    about = ABOUT.search(sql)
    return new_name("_".join(about[0].replace('"', "").lower().split()) if about else "statement")


@cache
def _numbered(sql: str) -> str:
    return sql % tuple(f"${number}" for number in range(1, sql.count("%s") + 1))
