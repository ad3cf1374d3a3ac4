"""Who is behind a handle: told by themselves, both to each other, or looked up with a reason."""

from datetime import datetime

from config.kernel import facts
from config.kernel.transactions import use_case
from events.names.facts import REVEAL_GIVEN, REVEAL_MADE_MUTUAL, REVEAL_TAKEN_BACK
from events.names.models import Handle, Reveal
from memberships.communities.models import Membership


@use_case
def give_reveal(*, event_id: int, handle_id: int, membership: Membership, now: datetime) -> Reveal:
    """Be willing to tell one other participant who I am; again is no matter.

    The other learns nothing before they have said the same of me.
    """
    mine, other = _pair(event_id=event_id, handle_id=handle_id, membership=membership, now=now)
    if given := mine.reveals_given.filter(receiver=other).first():
        return given
    reveal = Reveal.give(giver=mine, receiver=other, now=now)
    both = reveal.meet(now=now)
    facts.record(
        REVEAL_GIVEN,
        about=reveal,
        by=membership,
        now=now,
        event_id=event_id,
        is_mutual=bool(both),
    )
    for each in both:
        facts.record(REVEAL_MADE_MUTUAL, about=each, by=None, now=now, event_id=event_id)
    return reveal


@use_case
def take_back_reveal(
    *, event_id: int, handle_id: int, membership: Membership, now: datetime
) -> None:
    """Not to be told after all, as long as the other has not said the same."""
    mine, other = _pair(event_id=event_id, handle_id=handle_id, membership=membership, now=now)
    given = mine.reveals_given.filter(receiver=other).first()
    if given is None:
        return
    facts.record(REVEAL_TAKEN_BACK, about=given, by=membership, now=now, event_id=event_id)
    given.take_back()


def _pair(
    *, event_id: int, handle_id: int, membership: Membership, now: datetime
) -> tuple[Handle, Handle]:
    """The member's own handle and the other, both locked, in one order.

    Two who say it to each other at the same moment come one after the other.
    """
    there = Handle.objects.within(membership.community).of_blind_events()
    seated = there.filter(event=event_id).of_those_with_a_seat()
    mine = seated.select_related("event").get(membership=membership)
    mine.event.ensure_over()
    other = seated.free_to_be_met_by(membership, now=now).get(pk=handle_id)
    pair = there.filter(pk__in=[mine.pk, other.pk]).order_by("pk").locked()
    held = {handle.pk: handle for handle in pair}
    return held[mine.pk], held[other.pk]
