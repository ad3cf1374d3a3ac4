from datetime import date, datetime, timedelta
from typing import Any, Self

from django.db.models import Exists, F, Model, OuterRef, Q

from config.kernel.models import CommunityQuerySet, M_co
from events.rules import ENDS_AFTER, UNRECONCILED_AFTER
from events.rules.day import ACTION_EXPIRES_AFTER

FARTHEST_AHEAD = timedelta(hours=14)  # the zone whose day begins first


class RevisionQuerySet(CommunityQuerySet[M_co]):
    def newest(self) -> Self:
        """The revision that counts, one for each template."""
        return self.order_by("template_id", "-number").distinct("template_id")


class SeriesQuerySet(CommunityQuerySet[M_co]):
    def running(self, day: date) -> Self:
        """Series that may still have events on this day or later."""
        return self.filter(Q(ends_before=None) | Q(ends_before__gt=day))

    def to_plan(self, day: date) -> Self:
        """Series that still make events, and have not made them beyond this day."""
        making = Q(ends_before=None) | Q(ends_before__gt=F("planned_until"))
        return self.filter(making, Q(planned_until=None) | Q(planned_until__lte=day))


class EventQuerySet(CommunityQuerySet[M_co]):
    def published(self) -> Self:
        """What members may see: anything but a draft."""
        return self.exclude(state="DRAFT")

    def standing(self) -> Self:
        """What is still to be, or going on."""
        return self.filter(state__in=("SCHEDULED", "LIVE"))

    def not_begun(self, now: datetime) -> Self:
        """What can still be changed: scheduled, and ahead."""
        return self.filter(state="SCHEDULED", starts_at__gt=now)

    def of_series_from(self, series: Model, *, day: date | None) -> Self:
        """The events of a series from this day of its rule on, in order."""
        return self.filter(series=series, occurrence_on__gte=day).order_by("occurrence_on")

    def upcoming(self, now: datetime) -> Self:
        return self.standing().filter(ends_at__gt=now)

    def past(self, now: datetime) -> Self:
        return self.filter(state="ENDED", ends_at__lte=now)

    def due_to_turn(self, now: datetime) -> Self:
        """What the clock has to begin, to lock or to end."""
        begins = Q(state="SCHEDULED", starts_at__lte=now)
        ends = Q(state="LIVE", ends_at__lte=now - ENDS_AFTER)
        declared = Q(rsvps__state="GOING", rsvps__intention_state="DECLARED")
        locks = Q(state="LIVE", starts_at__lte=now) & declared
        return self.filter(begins | ends | locks).distinct().order_by("starts_at", "pk")


class SegmentQuerySet(CommunityQuerySet[M_co]):
    def with_a_free_seat(self) -> Self:
        return self.filter(Q(capacity=None) | Q(taken__lt=F("capacity")))


class RsvpQuerySet(CommunityQuerySet[M_co]):
    def live(self) -> Self:
        """Every claim that was not given up: held, going, waiting or offered."""
        return self.exclude(state="RELEASED")

    def going(self) -> Self:
        return self.filter(state="GOING")

    def of_active_members(self) -> Self:
        return self.filter(membership__status="ACTIVE")

    def in_line(self) -> Self:
        """The waiting list, first come first."""
        return self.filter(state="WAITING").order_by("priority", "joined_at", "id")

    def ahead_of(self, rsvp: Any) -> Self:
        """Those who are before this one in its line."""
        line = self.filter(state="WAITING", segment_id=rsvp.segment_id)
        came_first = Q(joined_at__lt=rsvp.joined_at) | Q(joined_at=rsvp.joined_at, id__lt=rsvp.pk)
        return line.filter(Q(priority__lt=rsvp.priority) | Q(priority=rsvp.priority) & came_first)

    def with_open_intention(self) -> Self:
        """Seats whose member has not yet said what came of the intention."""
        return self.going().filter(intention_state__in=("DECLARED", "LOCKED"))

    def untold(self, now: datetime) -> Self:
        """Open intentions of events that ended 72 hours ago."""
        over = Q(event__state="ENDED", event__ends_at__lte=now - UNRECONCILED_AFTER)
        return self.with_open_intention().filter(over)

    def waiting_to_be_carried(self, membership: Model) -> Self:
        """The words that wait for this member's next RSVP: carried over, and none made since."""
        made_since = self.model._default_manager.filter(
            membership=OuterRef("membership"), joined_at__gte=OuterRef("intention_settled_at")
        )
        used = made_since.exclude(state="RELEASED").exclude(intention="")
        carried = self.filter(membership=membership, intention_state="CARRIED_OVER")
        return carried.exclude(Exists(used)).order_by("-intention_settled_at")


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
