from datetime import datetime, timedelta
from typing import Self

from django.db.models import Q

from config.kernel.models import CommunityQuerySet, M_co
from events.attendance.rules import ACTION_EXPIRES_AFTER
from events.calendar.models.events import Event
from events.calendar.querysets import EventQuerySet
from events.calendar.rules.timetable import ENDS_AFTER

FARTHEST_AHEAD = timedelta(hours=14)  # the zone whose day begins first


def due_events(events: EventQuerySet[Event], *, now: datetime) -> EventQuerySet[Event]:
    """Events that the clock has to begin or end, or whose intentions it has to lock."""
    begins = Q(state="SCHEDULED", starts_at__lte=now)
    ends = Q(state="LIVE", ends_at__lte=now - ENDS_AFTER)
    declared = Q(rsvps__state="GOING", rsvps__intention_state="DECLARED")
    locks = Q(state="LIVE", starts_at__lte=now) & declared
    return events.filter(begins | ends | locks).distinct().order_by("starts_at", "pk")


class MicroActionQuerySet(CommunityQuerySet[M_co]):
    def open(self) -> Self:
        return self.filter(state__in=("COMMITTED", "DUE"))

    def to_look_at(self, now: datetime) -> Self:
        """Actions that are due or long overdue, in whatever time zone."""
        today = (now + FARTHEST_AHEAD).date()
        long_past = Q(state="DUE", due_on__lt=today - ACTION_EXPIRES_AFTER)
        return self.filter(Q(state="COMMITTED", due_on__lte=today) | long_past)


class WrapUpQuerySet(CommunityQuerySet[M_co]):
    def asking_for_a_moderator(self) -> Self:
        """Safety answers that need a moderator, and that none has handled yet."""
        return self.filter(safety__in=("UNEASY", "TALK"), safety_handled_at=None)
