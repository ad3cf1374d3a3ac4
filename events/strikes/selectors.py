from dataclasses import dataclass
from datetime import datetime

from config.kernel.transactions import reading
from events.names.selectors import display_names_of
from events.strikes.models import Strike
from events.strikes.rules import STRIKES_THAT_LIMIT
from memberships.communities.models import Membership
from memberships.communities.policies import ensure_may_instruct

PAST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class StandingPage:
    """`limited_until`: when the member can book early again; None where they can now."""

    counting: list[Strike]
    forgiven: list[Strike]
    limited_until: datetime | None


@dataclass(frozen=True, slots=True)
class EmptySeat:
    """A strike as those who run events see it, with a handle if the event is blind."""

    strike: Strike
    name: str


@dataclass(frozen=True, slots=True)
class AbsencesPage:
    seats: list[EmptySeat]


@reading
def standing_page(*, membership: Membership, now: datetime) -> StandingPage:
    """The member's own strikes that have not expired, in one statement."""
    mine = Strike.objects.within(membership.community).filter(membership=membership)
    known = mine.filter(expires_at__gt=now).select_related("event")
    strikes = list(known.order_by("-event__starts_at", "-pk"))
    counting = [strike for strike in strikes if strike.counts(now=now)]
    ends = sorted(strike.expires_at for strike in counting)
    is_limited = len(ends) >= STRIKES_THAT_LIMIT
    return StandingPage(
        counting=counting,
        forgiven=[strike for strike in strikes if strike.forgiven_at][:PAST_SHOWN],
        limited_until=ends[-STRIKES_THAT_LIMIT] if is_limited else None,
    )


@reading
def absences_page(*, membership: Membership, now: datetime) -> AbsencesPage:
    """Others' strikes that count, explained ones first: one statement, and one a blind event."""
    ensure_may_instruct(membership)
    others = Strike.objects.within(membership.community).counting(now)
    known = others.exclude(membership=membership).select_related("event", "membership__user")
    strikes = list(known.order_by("-event__starts_at", "pk"))
    names = {
        event: display_names_of(event, reader=membership)
        for event in {strike.event for strike in strikes}
    }
    seats = [EmptySeat(strike, names[strike.event].taken_off(strike)) for strike in strikes]
    return AbsencesPage(seats=sorted(seats, key=lambda seat: not seat.strike.explanation))


@reading
def own_strike(*, strike_id: int, membership: Membership) -> Strike:
    mine = Strike.objects.within(membership.community).filter(membership=membership)
    return mine.get(pk=strike_id)
