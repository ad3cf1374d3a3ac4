"""Two participants of a blind event tell each other who they are."""

from datetime import datetime

from config.kernel.transactions import use_case
from events.names.models import Handle, Reveal
from memberships.communities.models import Membership


@use_case
def give_reveal(*, event_id: int, handle_id: int, membership: Membership, now: datetime) -> Reveal:
    """Be willing to tell one other participant who one is. Doing it twice is harmless.

    The other learns nothing until they have done the same.
    """
    mine, other = _pair(event_id=event_id, handle_id=handle_id, membership=membership, now=now)
    if given := mine.reveals_given.filter(receiver=other).first():
        return given
    return Reveal.give(giver=mine, receiver=other, by=membership, now=now)


@use_case
def take_back_reveal(
    *, event_id: int, handle_id: int, membership: Membership, now: datetime
) -> None:
    """Not be willing after all, as long as the other has not done the same."""
    mine, other = _pair(event_id=event_id, handle_id=handle_id, membership=membership, now=now)
    if given := mine.reveals_given.filter(receiver=other).first():
        given.take_back(by=membership, now=now)


def _pair(
    *, event_id: int, handle_id: int, membership: Membership, now: datetime
) -> tuple[Handle, Handle]:
    """Lock the member's own handle and the other, always in the same order; return both.

    Two who reveal themselves to each other at the same moment come one after the other.
    """
    there = Handle.objects.within(membership.community).of_blind_events()
    seated = there.filter(event=event_id).of_those_with_a_seat()
    mine = seated.select_related("event").get(membership=membership)
    mine.event.ensure_over()
    other = seated.free_to_be_met_by(membership, now=now).get(pk=handle_id)
    pair = there.filter(pk__in=[mine.pk, other.pk]).order_by("pk").locked()
    held = {handle.pk: handle for handle in pair}
    return held[mine.pk], held[other.pk]
