from datetime import datetime

from config.kernel.transactions import use_case
from events.strikes.models import Strike
from memberships.communities.models import Membership
from memberships.communities.policies import ensure_may_instruct


@use_case
def explain_strike(
    *, strike_id: int, membership: Membership, explanation: str, now: datetime
) -> Strike:
    """Tell those who run this community's events why one's own seat stayed empty."""
    mine = Strike.objects.within(membership.community).filter(membership=membership)
    strike = mine.locked().get(pk=strike_id)
    strike.explain(explanation, by=membership, now=now)
    return strike


@use_case
def forgive_strike(*, strike_id: int, membership: Membership, now: datetime) -> Strike:
    """Forgive a strike of another member. Instructors and owners may."""
    ensure_may_instruct(membership)
    strike = Strike.objects.within(membership.community).locked().get(pk=strike_id)
    strike.forgive(by=membership, now=now)
    return strike
