"""Statements that run all the time: compiled once a process, planned once a connection.

The ORM compiles a queryset to SQL each time it runs, and PostgreSQL plans that SQL each time. For
a query of several parts both cost many times what its answer does. `@prepared` compiles it once,
with parameters for the values, and prepares it once on each connection (ADR 0020 has figures).
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import cache, wraps
from inspect import signature
from threading import Lock
from typing import Any, Generic, ParamSpec, TypeVar

from django.db import connection, connections
from django.db.backends.utils import CursorWrapper
from django.db.models import BigIntegerField, Expression, Field, Model, QuerySet
from django.db.models.expressions import DatabaseDefault
from django.db.models.query import get_related_populators
from psycopg2.extensions import AsIs

from config.kernel.prepared_statements import execute, execute_sql, new_name
from config.kernel.transactions import ensure_scope

P = ParamSpec("P")
M = TypeVar("M", bound=Model)

TYPES = {int: "bigint", str: "text", datetime: "timestamptz"}
SHAPES = (bool, tuple)
HIGHEST_KEY = BigIntegerField.MAX_BIGINT
_compiling = Lock()
_all_compiled: list[dict[Any, Any]] = []  # of each `@prepared`, so that tests can compile anew


class Parameter(Expression):
    """Stands in a queryset for a value, or the key of a row, that is given when it runs."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    @property
    def pk(self) -> "Parameter":
        return self

    def as_sql(self, *_compiler: object, **_more: object) -> Any:
        return "%s", [self]


def prepared(build: Callable[P, QuerySet[M]]) -> Callable[P, list[M]]:
    """Return the rows of the queryset that `build` makes from its keyword arguments.

    Arguments are keys, strings, datetimes, or rows of which only the key is used; none may be
    None. `build` sees parameters in their place, so it cannot depend on their values. It does see
    booleans and tuples: each combination of those is a query of its own.
    """
    compiled: dict[tuple[tuple[str, object], ...], PreparedQuery[M]] = {}
    _all_compiled.append(compiled)
    names = tuple(signature(build).parameters)

    @wraps(build)
    def run(*_none: P.args, **given: P.kwargs) -> list[M]:
        shape = {name: given[name] for name in names if isinstance(given[name], SHAPES)}
        key = tuple(shape.items())
        if key not in compiled:
            with _compiling:
                compiled[key] = PreparedQuery(build, shape)
        return compiled[key].run(given)

    return run


class PreparedQuery(Generic[M]):
    """The SQL of a queryset with parameters, and how to make rows of what it returns."""

    def __init__(self, build: Callable[..., QuerySet[M]], shape: Mapping[str, Any]) -> None:
        self._parameters = [name for name in signature(build).parameters if name not in shape]
        self._name = new_name(build.__name__)
        queryset = build(**shape, **{name: Parameter(name) for name in self._parameters})
        self._model, self._db = queryset.model, queryset.db
        self._compiler: Any = queryset.query.get_compiler(using=queryset.db)
        self._sql, self._params = self._compiler.as_sql()
        self._learn_columns()

    def _learn_columns(self) -> None:
        """Note which column is what, as Django's `ModelIterable` does."""
        select, known = self._compiler.select, self._compiler.klass_info
        columns = known["select_fields"]
        self._own = slice(columns[0], columns[-1] + 1)
        self._names = [column[0].target.attname for column in select[self._own]]
        related: Any = get_related_populators
        self._related = related(known, select, self._db)
        self._annotations = tuple(self._compiler.annotation_col_map.items())
        fields = [column[0] for column in select[: self._compiler.col_count]]
        self._converters: Mapping[int, Any] = self._compiler.get_converters(fields)

    def run(self, given: Mapping[str, Any]) -> list[M]:
        """Return the rows for these values; none where a key is beyond what a column holds."""
        ensure_scope(self._sql)
        values: list[Any] = [_plain(given[name]) for name in self._parameters]
        if any(isinstance(value, int) and value > HIGHEST_KEY for value in values):
            return []
        types = ", ".join(TYPES[type(value)] for value in values)
        with connections[self._db].cursor() as cursor:
            execute(cursor, self._name, values, types=f"({types})", body=self._body)
            rows = cursor.fetchall()
        return list(self._instances(rows))

    def _body(self, cursor: Any) -> str:
        numbers = {name: AsIs(f"${number}") for number, name in enumerate(self._parameters, 1)}
        params = [numbers[one.name] if isinstance(one, Parameter) else one for one in self._params]
        return str(cursor.mogrify(self._sql, params).decode())

    def _instances(self, rows: Sequence[Sequence[Any]]) -> Iterator[M]:
        if self._converters:
            rows = self._compiler.apply_converters(rows, self._converters)
        for row in rows:
            instance = self._model.from_db(self._db, self._names, row[self._own])
            for related in self._related:
                related.populate(row, instance)
            for name, column in self._annotations:
                setattr(instance, name, row[column])
            yield instance


def execute_prepared(cursor: CursorWrapper, sql: str, values: Sequence[Any]) -> None:
    """Execute a statement about tenant rows. It has `%s` for each value, and no other percent."""
    ensure_scope(sql)
    execute_sql(cursor, sql, values)


def insert(row: Model) -> None:
    """Insert a new row and give it its key. Sends no signals, so only for models of ours."""
    written = [
        field
        for field in row._meta.local_concrete_fields
        if not (field.primary_key or isinstance(getattr(row, field.attname), DatabaseDefault))
    ]
    sql = _insert_sql(type(row), tuple(written))
    with connection.cursor() as cursor:
        execute_prepared(cursor, sql, values_of(row, written))
        take_in(row, cursor.fetchone())


def take_in(row: Model, returned: Sequence[Any]) -> None:
    """Give an inserted row what `returning` asked for: its key, and what the database said."""
    for field, value in zip(row._meta.db_returning_fields, returned, strict=True):
        setattr(row, field.attname, value)
    row._state.adding, row._state.db = False, connection.alias


def values_of(row: Model, fields: "Iterable[Field[Any, Any]]") -> list[Any]:
    """The values of these columns, as the driver takes them for a new row."""
    return [field.get_db_prep_save(field.pre_save(row, True), connection) for field in fields]


def insert_into(model: type[Model], fields: "Iterable[Field[Any, Any]]") -> str:
    """The words of an `INSERT` before its values."""
    table = connection.ops.quote_name(model._meta.db_table)
    return f"INSERT INTO {table} ({_names(fields)})"


def returning(model: type[Model]) -> str:
    return f"RETURNING {_names(model._meta.db_returning_fields)}"


def _names(fields: "Iterable[Field[Any, Any]]") -> str:
    return ", ".join(connection.ops.quote_name(str(field.column)) for field in fields)


@cache
def _insert_sql(model: type[Model], fields: "tuple[Field[Any, Any], ...]") -> str:
    values = ", ".join("%s" for _field in fields)
    return f"{insert_into(model, fields)} VALUES ({values}) {returning(model)}"


def _plain(value: object) -> object:
    return value.pk if isinstance(value, Model) else value
