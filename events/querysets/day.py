"""The day of an event, its wall, and what people are called there."""

from datetime import datetime, timedelta
from typing import Self

from django.db.models import (
    Exists,
    F,
    Model,
    OuterRef,
    Q,
)

from config.kernel.models import CommunityQuerySet, M_co
from events.querysets.separations import is_apart
from events.rules.day import ACTION_EXPIRES_AFTER
from events.rules.handles import HIDING_NAMES
from memberships.models import Separation

FARTHEST_AHEAD = timedelta(hours=14)  # the zone whose day begins first


class ReminderQuerySet(CommunityQuerySet[M_co]):
    def waiting(self) -> Self:
        """Neither announced nor dropped."""
        return self.filter(announced_at=None, dropped_at=None)

    def due(self, now: datetime) -> Self:
        return self.waiting().filter(due_at__lte=now)


class MicroActionQuerySet(CommunityQuerySet[M_co]):
    def open(self) -> Self:
        return self.filter(state__in=("COMMITTED", "DUE"))

    def to_look_at(self, now: datetime) -> Self:
        """Those whose day has come, or is long past, somewhere on earth."""
        today = (now + FARTHEST_AHEAD).date()
        long_past = Q(state="DUE", due_on__lt=today - ACTION_EXPIRES_AFTER)
        return self.filter(Q(state="COMMITTED", due_on__lte=today) | long_past)


class WrapUpQuerySet(CommunityQuerySet[M_co]):
    def asking_for_a_moderator(self) -> Self:
        """Safety answers that somebody should look after, and nobody has."""
        return self.filter(safety__in=("UNEASY", "TALK"), safety_handled_at=None)


class ContributionQuerySet(CommunityQuerySet[M_co]):
    def shown(self) -> Self:
        return self.filter(hidden_at=None)

    def on_wall(self, event_id: int, *, reader: Model) -> Self:
        """What this reader sees on an event's wall, newest last; of the hidden only their own."""
        posts = self.filter(event_id=event_id)
        seen = posts.filter(Q(hidden_at=None) | Q(membership=reader))
        return seen.select_related("membership__user").order_by("posted_at", "id")

    def not_apart_from(self, reader: Model, *, now: datetime) -> Self:
        """Without the words of those whom the reader is kept apart from."""
        return self.exclude(is_apart(reader, author="membership_id", now=now))


class HandleQuerySet(CommunityQuerySet[M_co]):
    def of_blind_events(self) -> Self:
        return self.filter(event__blindness__in=HIDING_NAMES)

    def of_those_with_a_seat(self) -> Self:
        """Of active members who have, or had, a seat at the handle's event."""
        return self.filter(
            membership__status="ACTIVE",
            membership__rsvps__event=F("event"),
            membership__rsvps__state="GOING",
        )

    def free_to_be_met_by(self, membership: Model, *, now: datetime) -> Self:
        """But the member's own, and those of people who are kept from them or they from these."""
        apart = Q(protected=membership, restrained=OuterRef("membership_id"))
        apart |= Q(restrained=membership, protected=OuterRef("membership_id"))
        standing = Separation.objects.standing(now).filter(apart)
        return self.exclude(membership=membership).exclude(Exists(standing))


class RevealQuerySet(CommunityQuerySet[M_co]):
    def mutual(self) -> Self:
        return self.exclude(mutual_at=None)
