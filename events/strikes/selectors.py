from dataclasses import dataclass
from datetime import datetime
from typing import Self

from config.kernel.transactions import reading
from events.calendar.models.events import Event
from events.names.selectors import DisplayNames, display_names_of
from events.strikes.models import Strike
from events.strikes.rules import STRIKES_THAT_LIMIT
from memberships.communities.models import Community, Membership
from memberships.communities.policies import ensure_may_instruct
from memberships.mail.selectors import wants_mail

PAST_SHOWN = 12


@dataclass(frozen=True, slots=True)
class EmptySeat:
    """One note of a seat that stayed empty, for its member or for those who run events."""

    id: int
    kind: str
    name: str
    event_id: int
    title: str
    starts_at: datetime
    zone: str
    expires_at: datetime
    explanation: str
    is_forgiven: bool

    @classmethod
    def of(cls, strike: Strike, *, name: str = "") -> Self:
        return cls(
            id=strike.pk,
            kind=strike.get_kind_display(),
            name=name,
            event_id=strike.event_id,
            title=strike.event.title,
            starts_at=strike.event.starts_at,
            zone=strike.event.time_zone,
            expires_at=strike.expires_at,
            explanation=strike.explanation,
            is_forgiven=strike.forgiven_at is not None,
        )


@dataclass(frozen=True, slots=True)
class StandingPage:
    """`limited_until`: when the member can book early again; None where they can now."""

    counting: list[EmptySeat]
    forgiven: list[EmptySeat]
    limited_until: datetime | None


@dataclass(frozen=True, slots=True)
class AbsencesPage:
    seats: list[EmptySeat]


@reading
def standing_page(*, membership: Membership, now: datetime) -> StandingPage:
    """The member's own empty seats that have not expired, in one statement."""
    mine = Strike.objects.within(membership.community).filter(membership=membership)
    known = mine.filter(expires_at__gt=now).select_related("event")
    strikes = list(known.order_by("-event__starts_at", "-pk"))
    counting = [strike for strike in strikes if strike.counts(now=now)]
    ends = sorted(strike.expires_at for strike in counting)
    is_limited = len(ends) >= STRIKES_THAT_LIMIT
    return StandingPage(
        counting=[EmptySeat.of(strike) for strike in counting],
        forgiven=[EmptySeat.of(strike) for strike in strikes if strike.forgiven_at][:PAST_SHOWN],
        limited_until=ends[-STRIKES_THAT_LIMIT] if is_limited else None,
    )


@reading
def absences_page(*, membership: Membership, now: datetime) -> AbsencesPage:
    """Others' empty seats that count, explained ones first: one statement.

    At a blind event people are called by its handles here, too: one more for each of those.
    """
    ensure_may_instruct(membership)
    others = Strike.objects.within(membership.community).counting(now)
    known = others.exclude(membership=membership).select_related("event", "membership__user")
    strikes = list(known.order_by("-event__starts_at", "pk"))
    display_names = _faces([strike.event for strike in strikes], reader=membership)
    seats = [
        EmptySeat.of(strike, name=display_names[strike.event_id].of(strike.membership))
        for strike in strikes
    ]
    return AbsencesPage(seats=sorted(seats, key=lambda seat: not seat.explanation))


@reading
def own_strike(*, strike_id: int, membership: Membership) -> Strike:
    mine = Strike.objects.within(membership.community).filter(membership=membership)
    return mine.get(pk=strike_id)


@reading
def strike_letter(*, strike_id: int, community: Community) -> Strike | None:
    """None where it was taken back meanwhile, or the member wants no such mail or is gone."""
    strikes = Strike.objects.within(community).filter(
        forgiven_at=None, membership__status="ACTIVE", membership__user__is_active=True
    )
    related = ("event__community", "membership__user", "membership__community")
    strike = strikes.select_related(*related).filter(pk=strike_id).first()
    if strike is None or not wants_mail(membership=strike.membership, category="SEATS"):
        return None
    return strike


def _faces(events: list[Event], *, reader: Membership) -> dict[int, DisplayNames]:
    """What people are called at each of these events; a statement for each that is blind."""
    return {event.pk: display_names_of(event, reader=reader) for event in {*events}}
