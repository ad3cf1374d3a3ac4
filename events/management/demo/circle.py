"""One community of the demo, as it grows."""

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from events.management.demo.agenda import Agenda
from events.management.demo.cast import NEWCOMER, OWNER, REGULAR, Person
from memberships.communities.models import Community, Membership
from memberships.people.models import User

WAKING_HOURS = range(7, 23)
FADES_AFTER = timedelta(weeks=9)
NEW_FOR = timedelta(weeks=3)
DRIFTS_AWAY = timedelta(weeks=3)


@dataclass(slots=True)
class Member:
    """A membership with what makes a person come, or stay away."""

    membership: Membership
    person: Person
    joined_at: datetime
    keenness: float
    is_loyal: bool
    stays_until: datetime | None = None

    @property
    def pk(self) -> int:
        return int(self.membership.pk)

    def wish(self, *, moment: datetime) -> float:
        """How likely this member comes to an event at that moment, beside others."""
        if moment < self.joined_at + timedelta(days=1) or self._is_drifting_away(moment):
            return 0.0
        age = moment - self.joined_at
        patience = 1.0 if self.is_loyal else max(0.12, 1 - age / FADES_AFTER)
        freshness = 1.6 if age < NEW_FOR else 1.0
        hour = moment.astimezone(ZoneInfo(self.person.zone)).hour
        return self.keenness * patience * freshness * (1.0 if hour in WAKING_HOURS else 0.04)

    def _is_drifting_away(self, moment: datetime) -> bool:
        """Who pauses or leaves has not come for some weeks."""
        return self.stays_until is not None and moment > self.stays_until - DRIFTS_AWAY


@dataclass(frozen=True, slots=True)
class Voice:
    """What the members of a community say."""

    intentions: tuple[str, ...]
    actions: tuple[str, ...]
    posts: tuple[str, ...]


@dataclass(slots=True)
class Circle:
    """All that the story needs to know of one community. The dice are seeded.

    `carried`: by membership, the RSVP and the words that wait for the next one. `tellers`: by
    event and membership, who looks back by an act of their own. `missed`: events to which the
    member of the sign-ins does not come.
    """

    community: Community
    owner: Membership
    agenda: Agenda
    dice: random.Random
    voice: Voice
    accounts: dict[str, User]
    members: dict[int, Member] = field(default_factory=dict)
    carried: dict[int, tuple[int, str]] = field(default_factory=dict)
    tellers: set[tuple[int, int]] = field(default_factory=set)
    missed: set[int] = field(default_factory=set)

    def welcome(
        self,
        membership: Membership,
        *,
        person: Person,
        now: datetime,
        stays_until: datetime | None = None,
    ) -> Member:
        """Count somebody in who has become a member."""
        membership.community, membership.user = self.community, self.accounts[person.email]
        member = Member(
            membership=membership,
            person=person,
            joined_at=now,
            keenness=self._keenness(person),
            is_loyal=person is REGULAR or self.happens(0.3),
            stays_until=stays_until,
        )
        self.members[member.pk] = member
        return member

    def _keenness(self, person: Person) -> float:
        if person is NEWCOMER:
            return 0.0
        if person is OWNER or person.roles:
            return 0.25
        return 0.8 if person is REGULAR else self.dice.choice((0.3, 0.6, 1.0, 1.4))

    def of(self, person: Person) -> Membership:
        return next(m.membership for m in self.members.values() if m.person is person)

    def has(self, person: Person) -> bool:
        return any(member.person is person for member in self.members.values())

    def draw(self, count: int, *, moment: datetime, besides: set[int]) -> list[Member]:
        """So many different members, the keen ones likelier, for an event at that moment."""
        wishes = {
            member.pk: member.wish(moment=moment)
            for member in self.members.values()
            if member.pk not in besides
        }
        ranks = {pk: self.dice.random() ** (1 / wish) for pk, wish in wishes.items() if wish > 0}
        chosen = sorted(ranks, key=lambda pk: ranks[pk], reverse=True)[:count]
        return [self.members[pk] for pk in chosen]

    def between(self, earliest: datetime, latest: datetime) -> datetime:
        """Some moment between the two, on a whole second; the first where there is none."""
        span = max((latest - earliest).total_seconds(), 0)
        return earliest + timedelta(seconds=int(self.dice.random() * span))

    def happens(self, share: float) -> bool:
        return self.dice.random() < share
