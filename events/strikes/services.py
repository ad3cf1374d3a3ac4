from datetime import datetime

from config.kernel import facts
from config.kernel.transactions import use_case
from events.strikes.facts import STRIKE_EXPLAINED, STRIKE_FORGIVEN
from events.strikes.models import Strike
from memberships.communities.models import Membership
from memberships.communities.policies import ensure_may_instruct


@use_case
def explain_strike(
    *, strike_id: int, membership: Membership, explanation: str, now: datetime
) -> Strike:
    """Say why a seat of one's own stayed empty, to those who run this community's events."""
    mine = Strike.objects.within(membership.community).filter(membership=membership)
    strike = mine.locked().get(pk=strike_id)
    strike.explain(explanation, now=now)
    facts.record(STRIKE_EXPLAINED, about=strike, by=membership, now=now, event_id=strike.event_id)
    return strike


@use_case
def forgive_strike(*, strike_id: int, membership: Membership, now: datetime) -> Strike:
    """Let an empty seat of somebody else count no more. Instructors and owners may."""
    ensure_may_instruct(membership)
    strike = Strike.objects.within(membership.community).locked().get(pk=strike_id)
    strike.forgive(by=membership, now=now)
    facts.record(STRIKE_FORGIVEN, about=strike, by=membership, now=now, event_id=strike.event_id)
    return strike
