"""Same key and same body: one effect, however often a form is sent.

The key is written in the transaction of the effect itself, so both commit or neither does: a rival
with the same key waits for the first to end, and a crash frees the key at once (ADR 0003).
"""

from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.db import connection
from django.utils import timezone

from config.kernel.errors import Refusal

KEPT_FOR = timedelta(days=2)
MAX_LENGTH = 100


class Repeated(Exception):
    """This very request has had its effect before; `location` is where it led, if known."""

    def __init__(self, location: str) -> None:
        super().__init__(location)
        self.location = location


class KeyReused(Refusal):
    """The key has served another request: answered 422."""


@dataclass(slots=True)
class Pending:
    """A key that came with a request and waits for the request's one use case."""

    owner: str
    key: str
    digest: str
    is_taken: bool = False


_pending: ContextVar[Pending | None] = ContextVar("pending_key", default=None)


def digest_of(*parts: bytes) -> str:
    return sha256(b"\x00".join(parts)).hexdigest()


def expect(pending: Pending | None) -> None:
    """Hold the key of the request that begins, or none where it brought none."""
    _pending.set(pending)


def take() -> None:
    """Write the waiting key down, inside the open transaction.

    Raises `Repeated` where the same request has had its effect, `KeyReused` where another has.
    """
    pending = _pending.get()
    if pending is None or pending.is_taken:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO kernel_idempotencykey (owner, key, digest, location, taken_at)"
            " VALUES (%s, %s, %s, '', %s) ON CONFLICT (owner, key) DO NOTHING",
            (pending.owner, pending.key, pending.digest, timezone.now()),
        )
        if cursor.rowcount == 1:
            pending.is_taken = True
            return
        cursor.execute(
            "SELECT digest, location FROM kernel_idempotencykey WHERE owner = %s AND key = %s",
            (pending.owner, pending.key),
        )
        digest, location = cursor.fetchone() or ("", "")
    if digest == pending.digest:
        raise Repeated(location)
    raise KeyReused("This form was sent before with other answers. Load the page and try again.")


def remember(location: str) -> None:
    """Note where the request led, for those who ask again."""
    pending = _pending.get()
    if pending is None or not pending.is_taken:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kernel_idempotencykey SET location = %s WHERE owner = %s AND key = %s",
            (location, pending.owner, pending.key),
        )
