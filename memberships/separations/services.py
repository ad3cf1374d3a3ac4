from datetime import datetime

from config.kernel.transactions import use_case
from memberships.communities.models import Membership
from memberships.separations.models import Separation


@use_case
def make_separation(*, membership: Membership, member_id: int, now: datetime) -> Separation:
    """Keep another member apart from oneself. Doing it twice changes nothing."""
    others = Membership.objects.within(membership.community).others_than(membership)
    restrained = others.get(pk=member_id)
    return Separation.begin(protected=membership, restrained=restrained, now=now)


@use_case
def lift_separation(*, membership: Membership, separation_id: int, now: datetime) -> Separation:
    """End a separation that one made oneself. Missing where another member made it."""
    mine = Separation.objects.within(membership.community).made_by(membership)
    separation = mine.locked().get(pk=separation_id)
    separation.lift(by=membership, now=now)
    return separation
