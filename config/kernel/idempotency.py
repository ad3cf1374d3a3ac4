"""Same key and same body have one effect, however often a form is sent.

The key is written in the transaction of the effect itself, so both commit or neither does: a rival
with the same key waits for the first to end, and a crash frees the key at once (ADR 0003). With it
goes the place that the request leads to, where the view says it beforehand (ADR 0023).
"""

import time
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import NoReturn

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Refusal
from config.kernel.prepared_statements import execute_sql

KEPT_FOR = timedelta(days=2)
LONGEST_LOCATION = 300
ANSWER_LOOKS = 10
TAKE = (
    "INSERT INTO kernel_idempotencykey (owner, key, digest, location, taken_at)"
    " VALUES (%s, %s, %s, %s, %s) ON CONFLICT (owner, key) DO NOTHING"
)
READ = "SELECT digest FROM kernel_idempotencykey WHERE owner = %s AND key = %s"
ANSWER_PAUSE_SECONDS = 0.05


class Repeated(Exception):
    """The same request has had its effect already."""


class KeyReused(Refusal):
    """The key was used by another request: answered with 422."""


@dataclass(slots=True)
class Pending:
    """A key that came with a request and waits for the request's one use case."""

    owner: str
    key: str
    digest: str
    leads_to: str = ""
    is_taken: bool = False


_pending: ContextVar[Pending | None] = ContextVar("pending_key", default=None)


def digest_of(*parts: bytes) -> str:
    return sha256(b"\x00".join(parts)).hexdigest()


def expect(pending: Pending | None) -> None:
    """Keep the key of the request that begins; None if it has none."""
    _pending.set(pending)


def lead_to(location: str) -> None:
    """Say where the request leads once its use case has gone through: stored with its key."""
    pending = _pending.get()
    if pending is not None and len(location) <= LONGEST_LOCATION:
        pending.leads_to = location


def take() -> None:
    """Store the request's key, if it has one, in the open transaction; once.

    Raises `Repeated` if the same request used the key before, `KeyReused` if another did.
    """
    pending = _pending.get()
    if pending is None or pending.is_taken:
        return
    with connection.cursor() as cursor:
        values = (pending.owner, pending.key, pending.digest, pending.leads_to, timezone.now())
        execute_sql(cursor, TAKE, values)
        pending.is_taken = cursor.rowcount == 1
    if not pending.is_taken:
        _refuse(pending, served=_digest_served(pending))


def ensure_not_used_before() -> None:
    """Raise as `take` does, but store nothing."""
    pending = _pending.get()
    if pending is None or pending.is_taken:
        return
    if served := _digest_served(pending):
        _refuse(pending, served=served)


def is_taken() -> bool:
    pending = _pending.get()
    return pending is not None and pending.is_taken


def give_back() -> None:
    """Make the key usable again: the use case failed, and its transaction was rolled back."""
    pending = _pending.get()
    if pending is not None:
        pending.is_taken = False


def remember(pending: Pending, *, location: str) -> None:
    """Store where a request led that took its key, for repeats of it, if it did not say so."""
    if location == pending.leads_to or len(location) > LONGEST_LOCATION:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE kernel_idempotencykey SET location = %s WHERE owner = %s AND key = %s",
            (location, pending.owner, pending.key),
        )


def awaited_location(pending: Pending) -> str:
    """Where the first request led, or "" if it has not said so within half a second.

    Someone who clicks twice sees the second answer, and the first has only just committed.
    """
    for _look in range(ANSWER_LOOKS):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT location FROM kernel_idempotencykey WHERE owner = %s AND key = %s",
                (pending.owner, pending.key),
            )
            (location,) = cursor.fetchone() or ("",)
        if location:
            return str(location)
        time.sleep(ANSWER_PAUSE_SECONDS)
    return ""


def _digest_served(pending: Pending) -> str:
    """The digest of the request that used the key; "" if none did."""
    with connection.cursor() as cursor:
        execute_sql(cursor, READ, (pending.owner, pending.key))
        (digest,) = cursor.fetchone() or ("",)
    return str(digest)


def _refuse(pending: Pending, *, served: str) -> NoReturn:
    if served == pending.digest:
        raise Repeated
    raise KeyReused(_("This form was sent before with other answers."))
