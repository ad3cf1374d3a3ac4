from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from django.db import transaction

from config.kernel import reactions, wakeup
from config.kernel.models import Delivery, Fact

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
    fact.save(force_insert=True)
    _address(fact, now=now)
    return fact


def _address(fact: Fact, *, now: datetime) -> None:
    found = reactions.to(fact.name)
    if not found:
        return
    deliveries = [
        Delivery(fact=fact, reaction=name, queue=reaction.queue, due_at=now)
        for name, reaction in found.items()
    ]
    Delivery.objects.bulk_create(deliveries)
    queues = {delivery.queue for delivery in deliveries}
    transaction.on_commit(lambda: wakeup.wake(*queues), robust=True)
