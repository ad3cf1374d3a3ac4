from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any, Protocol

from django.db import connection, transaction
from django.db.models import Field, Model

from config.kernel import reactions, wakeup
from config.kernel.models import Delivery, Fact
from config.kernel.prepared_queries import (
    execute_prepared,
    insert,
    insert_into,
    returning,
    take_in,
    values_of,
)

Small = str | int | bool | None


class HasKey(Protocol):
    """A row that a fact can be about."""

    @property
    def pk(self) -> int: ...


@dataclass(frozen=True, slots=True)
class FactName:
    """The declaration of a fact: its name, its payload keys and a sentence for the register."""

    name: str
    keys: frozenset[str]
    meaning: str

    def __str__(self) -> str:
        return self.name


_declared: dict[str, FactName] = {}


def declare(name: str, *keys: str, meaning: str) -> FactName:
    """Declare a fact that this app announces. Payloads hold ids and small values, never text."""
    if name in _declared:
        raise ValueError(f"{name} is declared twice.")
    _declared[name] = FactName(name, frozenset(keys), meaning)
    return _declared[name]


def declared() -> list[FactName]:
    return sorted(_declared.values(), key=lambda fact: fact.name)


def record(
    fact_name: FactName, *, about: HasKey, by: HasKey | None, now: datetime, **data: Small
) -> Fact:
    """Record that something happened, in the transaction in which it happened.

    The fact and its deliveries commit or vanish together with the change itself. The community is
    that of `about`; `by` is the membership that acted, None for the clock. A key that is not
    given is the column of that name of `about`.
    """
    community_id = getattr(about, "community_id", None)
    if community_id is None:
        raise TypeError(f"{about!r} belongs to no community; say record_for_nobody.")
    return _write(fact_name, about=about, by=by, now=now, data=data, community_id=community_id)


def record_for_nobody(fact_name: FactName, *, about: HasKey, now: datetime, **data: Small) -> Fact:
    """Record a fact that belongs to no community: about a person or an operator."""
    return _write(fact_name, about=about, by=None, now=now, data=data, community_id=None)


def _write(
    fact_name: FactName,
    *,
    about: HasKey,
    by: HasKey | None,
    now: datetime,
    data: dict[str, Small],
    community_id: int | None,
) -> Fact:
    if not data.keys() <= fact_name.keys:
        raise TypeError(f"{fact_name} carries {sorted(fact_name.keys)}, not {sorted(data)}.")
    columns = {key: getattr(about, key) for key in fact_name.keys - data.keys()}
    fact = Fact(
        community_id=community_id,
        name=fact_name.name,
        subject_id=about.pk,
        actor_id=by.pk if by else None,
        data={**columns, **data},
        happened_at=now,
    )
    if found := reactions.to(fact_name.name):
        _send(fact, found)
    else:
        insert(fact)
    return fact


def _send(fact: Fact, found: Mapping[str, reactions.Reaction]) -> None:
    deliveries = [
        Delivery(reaction=name, queue=reaction.queue, due_at=fact.happened_at)
        for name, reaction in found.items()
    ]
    _insert(fact, deliveries)
    queues = {delivery.queue for delivery in deliveries}
    transaction.on_commit(lambda: wakeup.wake(*queues), robust=True)


def _insert(fact: Fact, deliveries: list[Delivery]) -> None:
    """Write a fact and its deliveries in one statement, and give the fact its key."""
    rows = (fact, *deliveries)
    values = [value for row in rows for value in values_of(row, _written(type(row)))]
    with connection.cursor() as cursor:
        execute_prepared(cursor, _insert_sql(deliveries=len(deliveries)), values)
        take_in(fact, cursor.fetchone())


@cache
def _insert_sql(*, deliveries: int) -> str:
    of_fact = ", ".join("%s" for _field in _written(Fact))
    # Among several rows PostgreSQL would take a NULL for text, so each value says its type.
    of_delivery = ", ".join(f"%s::{field.db_type(connection)}" for field in _written(Delivery))
    rows = ", ".join([f"({of_delivery})"] * deliveries)
    address: Any = Delivery._meta.get_field("fact")
    return (
        f"WITH fact AS ({insert_into(Fact, _written(Fact))} VALUES ({of_fact}) {returning(Fact)}),"  # noqa: S608  names
        f" delivery AS ({insert_into(Delivery, [address, *_written(Delivery)])}"
        f" SELECT fact.id, sent.* FROM fact, (VALUES {rows}) AS sent) SELECT * FROM fact"
    )


@cache
def _written(model: type[Model]) -> "list[Field[Any, Any]]":
    """The columns that are ours to fill: all but the keys, and what the database says itself."""
    return [
        field
        for field in model._meta.local_concrete_fields
        if not (field.primary_key or field.has_db_default() or field.related_model is Fact)
    ]
