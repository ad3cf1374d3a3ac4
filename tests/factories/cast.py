"""What people do in tests, in short: they claim seats, often several of them at once."""

from threading import Barrier, Thread

from django.db import OperationalError, connections

from config.kernel.errors import Refusal
from config.kernel.models import Fact
from events.seats.models.segments import Segment
from events.seats.rules import SeatRequest
from events.seats.services.claims import join_waitlist, reserve_seat
from tests.factories.memberships import NOON

WORDS = "Redraft one paragraph"


def reserve(segment, membership, *, act=reserve_seat, now=NOON, **more):
    """Claim a seat there, or with another `act` a place on its waiting list."""
    wanted = SeatRequest(**{"intention": WORDS, "sight": "HOSTS", **more})
    return act(
        event_id=segment.event_id,
        segment_id=segment.pk,
        membership=membership,
        wanted=wanted,
        now=now,
    )


def wait(segment, membership, **more):
    """Join its waiting list."""
    return reserve(segment, membership, act=join_waitlist, **more)


def taken(segment):
    """How many seats the counter says are taken."""
    return Segment.objects.get(pk=segment.pk).taken


def told(name):
    """The facts of that name, in order."""
    return list(Fact.objects.filter(name=f"events.{name}").order_by("pk"))


def at_once(*calls):
    """Run the calls together, each in a thread with a connection of its own; their outcomes."""
    start = Barrier(len(calls))
    outcomes = [None] * len(calls)

    def run(place, call):
        try:
            start.wait(timeout=10)
            outcomes[place] = call()
        except (Refusal, OperationalError) as answer:
            outcomes[place] = answer
        finally:
            connections.close_all()

    threads = [Thread(target=run, args=pair) for pair in enumerate(calls)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=60)
    return outcomes
