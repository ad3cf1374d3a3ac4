from datetime import datetime
from typing import Self

from django.db.models import F, Q

from config.kernel.models import CommunityQuerySet, M_co


class TemplateQuerySet(CommunityQuerySet[M_co]):
    def in_use(self) -> Self:
        return self.filter(archived_at=None)


class EventQuerySet(CommunityQuerySet[M_co]):
    def published(self) -> Self:
        """What members may see: anything but a draft."""
        return self.exclude(state="DRAFT")

    def standing(self) -> Self:
        """What is still to be, or going on."""
        return self.filter(state__in=("SCHEDULED", "LIVE"))

    def upcoming(self, now: datetime) -> Self:
        return self.standing().filter(ends_at__gt=now)

    def past(self, now: datetime) -> Self:
        return self.filter(state="ENDED", ends_at__lte=now)


class SegmentQuerySet(CommunityQuerySet[M_co]):
    def with_a_free_seat(self) -> Self:
        return self.filter(Q(capacity=None) | Q(taken__lt=F("capacity")))

    def without_a_free_seat(self) -> Self:
        return self.filter(taken__gte=F("capacity"))


class RsvpQuerySet(CommunityQuerySet[M_co]):
    def live(self) -> Self:
        """Every claim that was not given up: held, going, waiting or offered."""
        return self.exclude(state="RELEASED")

    def going(self) -> Self:
        return self.filter(state="GOING")

    def in_line(self) -> Self:
        """The waiting list, first come first."""
        return self.filter(state="WAITING").order_by("priority", "joined_at", "id")


class ReminderQuerySet(CommunityQuerySet[M_co]):
    def due(self, now: datetime) -> Self:
        return self.filter(announced_at=None, dropped_at=None, due_at__lte=now)


class MicroActionQuerySet(CommunityQuerySet[M_co]):
    def open(self) -> Self:
        return self.filter(state__in=("COMMITTED", "DUE"))


class ContributionQuerySet(CommunityQuerySet[M_co]):
    def shown(self) -> Self:
        return self.filter(hidden_at=None)
