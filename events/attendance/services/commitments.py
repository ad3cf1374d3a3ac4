from datetime import date, datetime

from config.kernel.transactions import use_case, use_case_everywhere
from events.attendance.models import MicroAction, day_of, locked_seat
from memberships.communities.models import Membership

BATCH = 200


@use_case
def commit_to_micro_action(
    *, event_id: int, membership: Membership, text: str, due_on: date, now: datetime
) -> MicroAction:
    """Commit to a small task, while the event is on and for a day after."""
    rsvp = locked_seat(event_id=event_id, membership=membership)
    rsvp.event.ensure_takes_commitments(now=now)
    today = day_of(membership, moment=now)
    return MicroAction.commit(rsvp, text=text, due_on=due_on, today=today, now=now)


@use_case
def settle_micro_action(
    *, micro_action_id: int, membership: Membership, outcome: str, now: datetime
) -> MicroAction:
    """Say what came of it: DONE, PARTLY or DROPPED."""
    action = _mine(micro_action_id=micro_action_id, membership=membership)
    action.settle(outcome, by=membership, now=now)
    return action


@use_case
def put_off_micro_action(
    *, micro_action_id: int, membership: Membership, now: datetime
) -> MicroAction:
    """Give a micro-action another week."""
    action = _mine(micro_action_id=micro_action_id, membership=membership)
    action.put_off(
        committed_on=day_of(membership, moment=action.committed_at),
        today=day_of(membership, moment=now),
        by=membership,
        now=now,
    )
    return action


def process_due_micro_actions(*, now: datetime) -> int:
    """Let micro-actions fall due on their day and expire two weeks later; return how many did.

    Each batch has its own transaction. Safe to run twice at once.
    """
    turned, after = 0, 0
    while True:
        count, last = _process_batch(after=after, now=now)
        turned += count
        if last is None:
            return turned
        after = last


@use_case_everywhere
def _process_batch(*, after: int, now: datetime) -> tuple[int, int | None]:
    """How many of the next rows changed, and the last that was read, None if no more follow."""
    rows = MicroAction.objects.everywhere().to_look_at(now).filter(pk__gt=after)
    known = rows.select_related("membership__user", "membership__community").order_by("pk")
    batch = list(known.select_for_update(skip_locked=True, of=("self",))[:BATCH])
    turned = sum(_turn(action, now=now) for action in batch)
    return turned, batch[-1].pk if len(batch) == BATCH else None


def _turn(action: MicroAction, *, now: datetime) -> bool:
    today = day_of(action.membership, moment=now)
    return action.expire(today=today, now=now) or action.fall_due(today=today, now=now)


def _mine(*, micro_action_id: int, membership: Membership) -> MicroAction:
    mine = MicroAction.objects.within(membership.community).filter(membership=membership)
    return mine.locked().get(pk=micro_action_id)
