from datetime import datetime
from typing import Self

from django.db.models import Exists, Model, OuterRef, Q

from config.kernel.models import CommunityQuerySet, M_co
from events.calendar.rules.formats import HIDING_NAMES
from events.names.hooks import has_a_seat
from memberships.separations.models import Separation


class HandleQuerySet(CommunityQuerySet[M_co]):
    def of_blind_events(self) -> Self:
        return self.filter(event__blindness__in=HIDING_NAMES)

    def of_those_with_a_seat(self) -> Self:
        """Handles of active members who have, or had, a seat at the event."""
        return self.filter(has_a_seat())

    def free_to_be_met_by(self, membership: Model, *, now: datetime) -> Self:
        """Without the member's own handle, and those of people kept apart from them."""
        apart = Q(protected=membership, restrained=OuterRef("membership_id"))
        apart |= Q(restrained=membership, protected=OuterRef("membership_id"))
        standing = Separation.objects.active(now).filter(apart)
        return self.exclude(membership=membership).exclude(Exists(standing))


class RevealQuerySet(CommunityQuerySet[M_co]):
    def mutual(self) -> Self:
        return self.exclude(mutual_at=None)
