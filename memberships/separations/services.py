from datetime import datetime

from config.kernel import facts
from config.kernel.transactions import use_case
from memberships.communities.models import Membership
from memberships.separations.facts import SEPARATION_LIFTED, SEPARATION_MADE
from memberships.separations.models import Separation


@use_case
def make_separation(*, membership: Membership, member_id: int, now: datetime) -> Separation:
    """Keep somebody apart from oneself; where that is so already, nothing changes."""
    others = Membership.objects.within(membership.community).others_than(membership)
    separation, is_new = Separation.begin(
        protected=membership, restrained=others.get(pk=member_id), now=now
    )
    if is_new:
        kind = str(separation.kind)
        facts.record(SEPARATION_MADE, about=separation, by=membership, now=now, kind=kind)
    return separation


@use_case
def lift_separation(*, membership: Membership, separation_id: int, now: datetime) -> Separation:
    """End a separation that one made oneself. Nobody else's is there to be lifted."""
    mine = Separation.objects.within(membership.community).made_by(membership)
    separation = mine.locked().get(pk=separation_id)
    separation.lift(now=now)
    facts.record(SEPARATION_LIFTED, about=separation, by=membership, now=now)
    return separation
