from datetime import datetime

from config.kernel.prepared_queries import prepared
from config.kernel.transactions import use_case, use_case_everywhere
from events.seats.models.rsvps import Rsvp
from events.seats.querysets import RsvpQuerySet
from memberships.communities.models import Membership

BATCH = 200


@use_case
def settle_intention(*, rsvp_id: int, membership: Membership, outcome: str, now: datetime) -> Rsvp:
    """Say what came of an intention: DONE, PARTLY, NOT_DONE or CARRIED_OVER."""
    mine = Rsvp.objects.within(membership.community).going().filter(membership=membership)
    rsvp = mine.select_related("event__revision").locked().get(pk=rsvp_id)
    rsvp.event.ensure_wrap_up_open(now=now)
    rsvp.settle_intention(outcome, by=membership, now=now)
    return rsvp


def close_intentions(*, now: datetime) -> int:
    """Close the intentions of events that ended 72 hours ago; return how many.

    Each batch has its own transaction. Safe to run twice at once.
    """
    closed = 0
    while count := _close_batch(now=now):
        closed += count
    return closed


@use_case_everywhere
def _close_batch(*, now: datetime) -> int:
    batch = _untold(now=now)
    for rsvp in batch:
        rsvp.settle_intention(Rsvp.IntentionState.UNRECONCILED, by=None, now=now)
    return len(batch)


@prepared
def _untold(*, now: datetime) -> RsvpQuerySet[Rsvp]:
    untold = Rsvp.objects.everywhere().with_overdue_intention(now).order_by("pk")
    return untold.select_for_update(skip_locked=True, of=("self",))[:BATCH]
