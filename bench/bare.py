"""The lowest floor: the statements of an RSVP in one transaction, by psycopg2 alone.

The counter first, then the rows: the RSVP, a fact and its delivery. No framework and no HTTP.
"""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import psycopg2

from bench.load import Answer, Run

TAKE = "UPDATE floor_event SET taken = taken + 1 WHERE id = %s AND taken < capacity"
SIT = (
    "INSERT INTO floor_rsvp (event_id, member, intention, joined_at)"
    " VALUES (%s, %s, %s, now()) RETURNING id"
)
TELL = (
    "INSERT INTO floor_fact (name, subject_id, data, happened_at)"
    " VALUES ('events.seat_reserved', %s, '{}', now()) RETURNING id"
)
ADDRESS = (
    "INSERT INTO floor_delivery (fact_id, reaction, due_at) VALUES (%s, 'confirm_seat', now())"
)
DONE = 201


@dataclass(frozen=True)
class Claim:
    event_id: int
    member: int
    intention: str


def send(url: str, claims: Sequence[Claim], *, clients: int) -> Run:
    """Make all of these RSVPs, `clients` at a time, each over a connection of its own."""
    waiting = iter(claims)
    connections = [psycopg2.connect(url) for _client in range(clients)]
    with ThreadPoolExecutor(clients) as pool:
        since = time.perf_counter()
        runs = [pool.submit(_work, connection, waiting) for connection in connections]
        each = [seconds for run in runs for seconds in run.result()]
        took = time.perf_counter() - since
    for connection in connections:
        connection.close()
    return Run([Answer(DONE, seconds) for seconds in each], took)


def _work(connection: "psycopg2.extensions.connection", waiting: Iterator[Claim]) -> list[float]:
    each = []
    with connection.cursor() as cursor:
        while (claim := next(waiting, None)) is not None:
            since = time.perf_counter()
            _reserve(cursor, claim)
            connection.commit()
            each.append(time.perf_counter() - since)
    return each


def _reserve(cursor: "psycopg2.extensions.cursor", claim: Claim) -> None:
    cursor.execute(TAKE, (claim.event_id,))
    if cursor.rowcount != 1:
        raise RuntimeError("The floor is full.")
    cursor.execute(SIT, (claim.event_id, claim.member, claim.intention))
    cursor.execute(TELL, cursor.fetchone())
    cursor.execute(ADDRESS, cursor.fetchone())
