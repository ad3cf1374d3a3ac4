"""Reads that every request makes: built and planned once, and then asked with other values.

The ORM builds the SQL of a queryset anew each time it is asked, and PostgreSQL plans it anew;
where a question has several parts, both cost many times what its answer does. `@prepared` builds
it once a process, with blanks for the values, and has each connection plan it once.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import wraps
from inspect import signature
from itertools import count
from threading import Lock
from typing import Any, Generic, ParamSpec, TypeVar
from weakref import WeakKeyDictionary

from django.db import NotSupportedError, OperationalError, connections
from django.db.models import BigIntegerField, Expression, Model, QuerySet
from django.db.models.query import get_related_populators
from psycopg2.extensions import AsIs

from config.kernel.transactions import ensure_scope

P = ParamSpec("P")
M = TypeVar("M", bound=Model)

TYPES = {int: "bigint", str: "text", datetime: "timestamptz"}
SHAPES = (bool, tuple)
HIGHEST_KEY = BigIntegerField.MAX_BIGINT
_building = Lock()
_numbers = count(1)
_planned: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()  # names, by connection


class Blank(Expression):
    """Stands for a value, or a row's key, that is given when the question is asked."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    @property
    def pk(self) -> "Blank":
        return self

    def as_sql(self, *_compiler: object, **_more: object) -> Any:
        return "%s", [self]


def prepared(build: Callable[P, QuerySet[M]]) -> Callable[P, list[M]]:
    """Answer with the rows of the queryset that this builds from its keyword arguments.

    They are keys, words, moments, or rows of which the key counts; nothing in it may depend on
    what those are, and none may be None. Whatever shapes it is a truth value or a tuple: one is
    built for each combination of these.
    """
    built: dict[tuple[tuple[str, object], ...], Question[M]] = {}
    names = tuple(signature(build).parameters)

    @wraps(build)
    def ask(*_none: P.args, **given: P.kwargs) -> list[M]:
        shape = {name: given[name] for name in names if isinstance(given[name], SHAPES)}
        key = tuple(shape.items())
        if key not in built:
            with _building:
                built[key] = Question(build, shape)
        return built[key].ask(given)

    return ask


class Question(Generic[M]):
    """A queryset with blanks: its SQL, and how to make rows of what comes back."""

    def __init__(self, build: Callable[..., QuerySet[M]], shape: Mapping[str, Any]) -> None:
        self._blanks = [name for name in signature(build).parameters if name not in shape]
        self._name = f"{build.__name__}_{next(_numbers)}"
        queryset = build(**shape, **{name: Blank(name) for name in self._blanks})
        self._model, self._db = queryset.model, queryset.db
        self._compiler: Any = queryset.query.get_compiler(using=queryset.db)
        self._sql, self._params = self._compiler.as_sql()
        self._learn_columns()

    def _learn_columns(self) -> None:
        """As `ModelIterable` reads them from a compiler."""
        select, known = self._compiler.select, self._compiler.klass_info
        columns = known["select_fields"]
        self._own = slice(columns[0], columns[-1] + 1)
        self._names = [column[0].target.attname for column in select[self._own]]
        related: Any = get_related_populators
        self._related = related(known, select, self._db)
        self._added = tuple(self._compiler.annotation_col_map.items())
        fields = [column[0] for column in select[: self._compiler.col_count]]
        self._converters: Mapping[int, Any] = self._compiler.get_converters(fields)

    def ask(self, given: Mapping[str, Any]) -> list[M]:
        ensure_scope(self._sql)
        values: list[Any] = [_plain(given[name]) for name in self._blanks]
        if any(isinstance(value, int) and value > HIGHEST_KEY for value in values):
            return []
        connection = connections[self._db]
        with connection.cursor() as cursor:
            self._plan(connection.connection, [TYPES[type(value)] for value in values])
            call = f"EXECUTE {self._name} ({', '.join(['%s'] * len(values))})"
            try:
                cursor.execute(call, values)
            except NotSupportedError as outdated:
                connection.close()  # a migration changed a column: the next connection plans anew
                raise OperationalError("The plan was made for other columns.") from outdated
            rows = cursor.fetchall()
        return list(self._made_of(rows))

    def _plan(self, connection: Any, types: list[str]) -> None:
        names = _planned.setdefault(connection, set())
        if self._name in names:
            return
        numbers = {name: AsIs(f"${number}") for number, name in enumerate(self._blanks, 1)}
        params = [numbers[one.name] if isinstance(one, Blank) else one for one in self._params]
        with connection.cursor() as cursor:
            sql = cursor.mogrify(self._sql, params).decode()
            cursor.execute(f"PREPARE {self._name} ({', '.join(types)}) AS {sql}")
        names.add(self._name)

    def _made_of(self, rows: Sequence[Sequence[Any]]) -> Iterator[M]:
        if self._converters:
            rows = self._compiler.apply_converters(rows, self._converters)
        for row in rows:
            instance = self._model.from_db(self._db, self._names, row[self._own])
            for related in self._related:
                related.populate(row, instance)
            for name, column in self._added:
                setattr(instance, name, row[column])
            yield instance


def _plain(value: object) -> object:
    return value.pk if isinstance(value, Model) else value
