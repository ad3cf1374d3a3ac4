from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from config.kernel.models import Fact

INSIDE = "inside"
OUTSIDE = "outside"

Run = Callable[["Fact"], None]


class Named(Protocol):
    @property
    def name(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Reaction:
    """What runs when a fact arrives, how often it is tried, and how long between tries."""

    run: Run
    outside: bool
    attempts: int
    backoff: timedelta

    @property
    def queue(self) -> str:
        return OUTSIDE if self.outside else INSIDE

    def wait_after(self, attempt: int) -> timedelta:
        """How long to wait after this attempt: `backoff`, doubled each time."""
        return self.backoff * int(2 ** (attempt - 1))


_reactions: dict[str, dict[str, Reaction]] = defaultdict(dict)


def reacts_to(
    *facts: Named,
    name: str,
    outside: bool = False,
    attempts: int = 10,
    backoff: timedelta = timedelta(minutes=2),
) -> Callable[[Run], Run]:
    """Run a function once for each of these facts.

    Deliveries are stored under `name`, written `<app>.<effect>`, so that the function may be moved
    or renamed while some are on their way. Raises ValueError if the name is taken.

    By default it runs in one transaction with its delivery mark, so its database work happens
    exactly once. A reaction that speaks to the outside world (mail, Stripe) says `outside=True`:
    it then holds no transaction open, and may run again after a crash. After its last attempt
    the delivery is parked.
    """

    def register(run: Run) -> Run:
        _ensure_free(name, run=run)
        for fact in facts:
            _reactions[fact.name][name] = Reaction(run, outside, attempts, backoff)
        return run

    return register


def _ensure_free(name: str, *, run: Run) -> None:
    named = (found[name] for found in _reactions.values() if name in found)
    if any(reaction.run is not run for reaction in named):
        raise ValueError(f"{name} is the name of two reactions.")


def to(fact_name: str) -> Mapping[str, Reaction]:
    """The reactions to a fact, by name."""
    return _reactions.get(fact_name, {})
