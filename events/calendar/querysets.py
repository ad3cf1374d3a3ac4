"""Templates, series and events."""

from datetime import date, datetime
from typing import Self

from django.db.models import F, Model, Q

from config.kernel.models import CommunityQuerySet, M_co


class RevisionQuerySet(CommunityQuerySet[M_co]):
    def newest(self) -> Self:
        """The latest revision of each template."""
        return self.order_by("template_id", "-number").distinct("template_id")


class SeriesQuerySet(CommunityQuerySet[M_co]):
    def running(self, day: date) -> Self:
        """Series that may still have events on this day or later."""
        return self.filter(Q(ends_before=None) | Q(ends_before__gt=day))

    def to_plan(self, day: date) -> Self:
        """Series that still make events, but have made none beyond this day."""
        making = Q(ends_before=None) | Q(ends_before__gt=F("planned_until"))
        return self.filter(making, Q(planned_until=None) | Q(planned_until__lte=day))


class EventQuerySet(CommunityQuerySet[M_co]):
    def published(self) -> Self:
        """All but drafts: what members may see."""
        return self.exclude(state="DRAFT")

    def scheduled_or_live(self) -> Self:
        """Events ahead, or going on."""
        return self.filter(state__in=("SCHEDULED", "LIVE"))

    def not_begun(self, now: datetime) -> Self:
        """Events that can still be changed: scheduled, and not started."""
        return self.filter(state="SCHEDULED", starts_at__gt=now)

    def of_series_from(self, series: Model, *, day: date | None) -> Self:
        """The events of a series from this day on, in order."""
        return self.filter(series=series, occurrence_on__gte=day).order_by("occurrence_on")

    def upcoming(self, now: datetime) -> Self:
        return self.scheduled_or_live().filter(ends_at__gt=now)

    def past(self, now: datetime) -> Self:
        return self.filter(state="ENDED", ends_at__lte=now)

    def locked_with_template(self) -> Self:
        """Lock event and template, so that hot seats of one format are given one at a time."""
        both = self.select_related("revision__template")
        return both.select_for_update(of=("self", "revision__template"), no_key=True)

    def with_pieces(self) -> Self:
        """Peer-feedback events, to which members bring pieces."""
        return self.filter(revision__kind="PEER_FEEDBACK")
