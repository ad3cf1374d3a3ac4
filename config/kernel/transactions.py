"""Tenant scopes: the only way to a tenant's rows.

`use_case` writes and `reading` reads, both in one community; the `_everywhere` twins are for the
clock and for staff, and `reading_mine` shows a person their own memberships. Each opens a durable
transaction and tells PostgreSQL whose rows may be seen in it; row-level security hides all others.
The scope is sent along with the first statement, so that it costs no round trip of its own.
A query for tenant rows outside of one raises `ScopeMissing`, so a template that queries late fails
in its first test instead of showing nothing.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from functools import cache, wraps
from typing import Any, ParamSpec, TypeVar

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import InterfaceError, OperationalError, connection, transaction

from config.kernel import idempotency
from config.kernel.errors import Refusal
from config.kernel.prepared_statements import prepare

P = ParamSpec("P")
R = TypeVar("R")

DATA_STATEMENTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "WITH")
ENDS_OF_SAVEPOINTS = ("ROLLBACK", "RELEASE")  # all that PostgreSQL takes after a failure
SCOPE = (
    "SELECT set_config('app.community', $1, true), set_config('app.everywhere', $2, true),"
    " set_config('app.person', $3, true)"
)
SCOPE_OF_SESSION = (
    "SELECT set_config('app.community', '', true), set_config('app.everywhere', '', true),"
    " set_config('app.person', coalesce((SELECT person_id::text FROM kernel_session"
    " WHERE session_key = $1 AND expire_date > now()), ''), true)"
)
OUTAGES = (OperationalError, InterfaceError)


class ScopeMissing(RuntimeError):
    """A query for tenant rows ran outside of a use case or a reading: a bug."""


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows a transaction may see: one community's, one person's memberships, or all.

    `session` is the key of a live session and stands for its person, which PostgreSQL looks up.
    """

    community: str = ""
    person: str = ""
    session: str = ""
    everywhere: bool = False


EVERYWHERE = Scope(everywhere=True)
_scope: ContextVar[Scope | None] = ContextVar("scope", default=None)
_is_told: ContextVar[bool] = ContextVar("is_told", default=False)
_is_durable: ContextVar[bool] = ContextVar("is_durable", default=True)


def within(community_id: int) -> Scope:
    return Scope(community=str(community_id))


def use_case(function: Callable[P, R]) -> Callable[P, R]:
    """Run a service as one transaction of its own, in the community of its arguments.

    Durable, so a use case that calls another use case fails at once instead of silently
    committing half of the caller's work. Uses the request's idempotency key, if it has one.
    """
    return _in_scope(_once(function), _community_of)


def use_case_that_looks_first(function: Callable[P, R]) -> Callable[P, R]:
    """A use case that refuses by a read where it can, before it calls `idempotency.take`.

    Such a refusal writes nothing. Where the same request had its effect before, and is refused
    because of it, it is answered as a repeat.
    """
    return _in_scope(_once_it_writes(function), _community_of)


def use_case_everywhere(function: Callable[P, R]) -> Callable[P, R]:
    """A use case of the clock, of staff, or of a person outside of any community."""
    return _in_scope(_once(function), lambda _arguments: EVERYWHERE)


def reading(function: Callable[P, R]) -> Callable[P, R]:
    """Run a selector in the community of its arguments."""
    return _in_scope(function, _community_of)


def reading_everywhere(function: Callable[P, R]) -> Callable[P, R]:
    """A selector of the clock or of staff, over all communities."""
    return _in_scope(function, lambda _arguments: EVERYWHERE)


def reading_mine(function: Callable[P, R]) -> Callable[P, R]:
    """A selector over the memberships of the person in `user=`, in any community."""
    return _in_scope(function, _person_of)


def reading_of_session(function: Callable[P, R]) -> Callable[P, R]:
    """A selector over the memberships of the person whose live session has the key in `key=`.

    It asks one question and opens no transaction: PostgreSQL runs what is sent at once, here the
    scope and the question, as one.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with _inside(Scope(session=str(kwargs["key"]))):
            return function(*args, **kwargs)

    return run


def first_read(function: Callable[P, R]) -> Callable[P, R]:
    """Read again, once, if the connection turns out to be lost: a request may begin with this.

    Nothing has happened yet, so that is safe. A connection made just now, one that still answers
    and one in a transaction are not tried again.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        is_kept = connection.connection is not None and not connection.in_atomic_block
        try:
            return function(*args, **kwargs)
        except OUTAGES:
            if not is_kept or connection.is_usable():
                raise
        connection.close()
        return function(*args, **kwargs)

    return run


@contextmanager
def tenant_scope(scope: Scope) -> Iterator[None]:
    """Open one transaction in which only the rows of the scope are seen."""
    with transaction.atomic(durable=_is_durable.get()), _inside(scope):
        yield


@contextmanager
def _inside(scope: Scope) -> Iterator[None]:
    token = _scope.set(scope)
    _is_told.set(False)
    try:
        yield
    finally:
        _scope.reset(token)
        _is_told.set(False)  # an outer scope is told again, where there is one


@contextmanager
def all_or_nothing() -> Iterator[None]:
    """Let many use cases, one after the other, commit together at the end, or none of them.

    Never for a request: it is for what is of no use half-made, such as the demo.
    """
    with transaction.atomic(durable=True):
        token = _is_durable.set(False)
        try:
            yield
        finally:
            _is_durable.reset(token)


def _once(function: Callable[P, R]) -> Callable[P, R]:
    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        idempotency.take()
        return function(*args, **kwargs)

    return _giving_the_key_back(run)


def _once_it_writes(function: Callable[P, R]) -> Callable[P, R]:
    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            outcome = function(*args, **kwargs)
        except (Refusal, ObjectDoesNotExist):
            idempotency.ensure_not_used_before()
            raise
        idempotency.take()  # one that forgot to take it commits with it all the same
        return outcome

    return _giving_the_key_back(run)


def _giving_the_key_back(function: Callable[P, R]) -> Callable[P, R]:
    """Let the request's next use case have the key if this one took it and failed."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        was_taken = idempotency.is_taken()
        try:
            return function(*args, **kwargs)
        except BaseException:
            if not was_taken:
                idempotency.give_back()
            raise

    return run


def _in_scope(
    function: Callable[P, R], scope_of: Callable[[Mapping[str, Any]], Scope]
) -> Callable[P, R]:
    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with tenant_scope(scope_of(kwargs)):
            return function(*args, **kwargs)

    run.scope_of = scope_of  # type: ignore[attr-defined]  # read by the architecture tests
    return run


def _community_of(arguments: Mapping[str, Any]) -> Scope:
    if (membership := arguments.get("membership")) is not None:
        return within(membership.community_id)
    if (community := arguments.get("community")) is not None:
        return within(community.pk)
    raise ScopeMissing("Pass membership= or community=, by keyword.")


def _person_of(arguments: Mapping[str, Any]) -> Scope:
    if (user := arguments.get("user")) is not None and user.pk is not None:
        return Scope(person=str(user.pk))
    raise ScopeMissing("Pass user=, by keyword.")


def keep_to_scope(
    execute: Callable[..., R], sql: Any, params: object, many: bool, context: dict[str, Any]
) -> R:
    """Wraps every statement of every connection; installed in the kernel's apps.py.

    Refuses a query for tenant rows without a scope, and sends the scope along with the first
    statement in it. A savepoint counts as a statement: going back to it keeps the scope.
    """
    if not _is_runtime(context):
        return execute(sql, params, many, context)
    ensure_scope(sql)
    scope = _scope.get()
    if scope is None or _is_told.get() or str(sql).startswith(ENDS_OF_SAVEPOINTS):
        return execute(sql, params, many, context)
    with context["connection"].wrap_database_errors:
        told = _telling(scope, context["connection"].connection)
        if many or context["cursor"].name:  # these cannot be sent along with another statement
            context["connection"].connection.cursor().execute(told)
        else:
            sql = f"{told if params is None else told.replace('%', '%%')}; {sql}"
    answer = execute(sql, params, many, context)
    _is_told.set(context["connection"].in_atomic_block)
    return answer


def _telling(scope: Scope, connection: Any) -> str:
    if scope.session:
        name, body, values = "tell_session", SCOPE_OF_SESSION, [scope.session]
    else:
        everywhere = "on" if scope.everywhere else ""
        name, body, values = "tell_scope", SCOPE, [scope.community, everywhere, scope.person]
    prepare(connection, name, body=lambda _cursor: body)
    told: bytes = connection.cursor().mogrify(f"EXECUTE {name} %s", [tuple(values)])
    return told.decode()


def ensure_scope(sql: object) -> None:
    """Raise `ScopeMissing` if this statement needs a tenant scope and none is open."""
    if _scope.get() is None and _asks_for_tenant_rows(str(sql)):
        raise ScopeMissing(sql)


def _is_runtime(context: Mapping[str, Any]) -> bool:
    return bool(context["connection"].alias == "default")


def _asks_for_tenant_rows(sql: str) -> bool:
    is_data = sql.lstrip(" \n(").upper().startswith(DATA_STATEMENTS)
    return is_data and any(table in sql for table in _tenant_tables())


@cache
def _tenant_tables() -> frozenset[str]:
    from config.kernel.models import RowSecured  # noqa: PLC0415  models load after this module

    secured = (model for model in apps.get_models() if issubclass(model, RowSecured))
    return frozenset(f'"{model._meta.db_table}"' for model in secured)
