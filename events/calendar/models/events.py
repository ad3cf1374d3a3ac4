import uuid
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from config.kernel import facts
from config.kernel.errors import Refusal
from config.kernel.models import CommunityOwned
from events.calendar.facts import (
    EVENT_CANCELLED,
    EVENT_CHANGED,
    EVENT_ENDED,
    EVENT_SCHEDULED,
    EVENT_WENT_LIVE,
)
from events.calendar.models.series import Series
from events.calendar.models.templates import TemplateRevision
from events.calendar.querysets import EventQuerySet
from events.calendar.rules.arrangements import Arrangement
from events.calendar.rules.formats import HIDING_NAMES
from events.calendar.rules.local_time import Landing, ensure_ahead, ensure_near, land_exactly
from events.calendar.rules.timetable import (
    COMMIT_UNTIL_AFTER,
    DOORS_OPEN_BEFORE,
    ENDS_AFTER,
    absent_from,
    begins_at,
)
from memberships.communities.models import Membership


class NotOnNow(Refusal):
    """Too early or too late, or the event was cancelled."""


class HasBegun(Refusal):
    """The event has begun, is over or was cancelled, so it cannot be changed."""


class NothingNew(Refusal):
    words = _("Nothing has changed yet.")


class Event(CommunityOwned):
    """A gathering with a start. Planned from a template's revision, attended by RSVP."""

    class State(models.TextChoices):
        DRAFT = "DRAFT", _("Draft")
        SCHEDULED = "SCHEDULED", _("Scheduled")
        LIVE = "LIVE", _("Live")
        ENDED = "ENDED", _("Ended")
        CANCELLED = "CANCELLED", _("Cancelled")

    uid = models.UUIDField(_("calendar id"), default=uuid.uuid4, unique=True, editable=False)
    sequence = models.PositiveIntegerField(_("calendar sequence"), default=0)
    revision = models.ForeignKey(TemplateRevision, on_delete=models.PROTECT, related_name="events")
    series = models.ForeignKey(
        Series, on_delete=models.PROTECT, related_name="events", null=True, blank=True
    )
    occurrence_on = models.DateField(_("day by the series' rule"), null=True, blank=True)
    title = models.CharField(_("title"), max_length=120)
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.SCHEDULED)
    time_zone = models.CharField(_("time zone, IANA"), max_length=64)
    local_date = models.DateField(_("local day"))
    local_time = models.TimeField(_("local time"))
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    is_moved_by_clock_change = models.BooleanField(_("moved by a clock change"), default=False)
    is_edited_alone = models.BooleanField(_("edited apart from its series"), default=False)
    region = models.CharField(_("region"), max_length=80, blank=True)
    meeting_url = models.URLField(_("where to meet online"), max_length=500, blank=True)
    blindness = models.CharField(
        _("who sees names"),
        max_length=16,
        choices=TemplateRevision.Blindness,
        default=TemplateRevision.Blindness.NONE,
        db_default=TemplateRevision.Blindness.NONE,
    )
    host = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    went_live_at = models.DateTimeField(_("went live at"), null=True, blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True, blank=True)
    cancelled_at = models.DateTimeField(_("cancelled at"), null=True, blank=True)
    cancellation_reason = models.CharField(_("why"), max_length=200, blank=True)

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["series", "occurrence_on"], name="one_event_per_day_of_a_series"
            ),
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="an_event_ends_after_it_starts"
            ),
            models.CheckConstraint(
                condition=Q(series=None, occurrence_on=None)
                | Q(series__isnull=False, occurrence_on__isnull=False),
                name="an_event_of_a_series_knows_its_day",
            ),
            models.CheckConstraint(
                condition=Q(state="CANCELLED", cancelled_at__isnull=False)
                | (~Q(state="CANCELLED") & Q(cancelled_at=None)),
                name="a_cancelled_event_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="ENDED") | Q(ended_at__isnull=False),
                name="an_ended_event_says_when",
            ),
        ]
        indexes = [
            models.Index(fields=["community", "starts_at"], name="events_by_start"),
            models.Index(
                fields=["state", "starts_at"],
                condition=Q(state__in=["SCHEDULED", "LIVE"]),
                name="standing_events_by_start",
            ),
        ]

    def __str__(self) -> str:
        return f"event #{self.pk}"

    @property
    def hides_names(self) -> bool:
        """Whether people are shown by handle until they reveal themselves."""
        return self.blindness in HIDING_NAMES

    @property
    def doors_open_at(self) -> datetime:
        return self.starts_at - DOORS_OPEN_BEFORE

    @property
    def closes_at(self) -> datetime:
        """When the clock ends it."""
        return self.ends_at + ENDS_AFTER

    @property
    def wrap_up_opens_at(self) -> datetime:
        """When the closing step begins, or the end where the ritual has none."""
        closing = begins_at(kind="CLOSE", ritual=self.revision.ritual, starts_at=self.starts_at)
        return closing or self.ends_at

    @property
    def is_scheduled_or_live(self) -> bool:
        return self.state in (self.State.SCHEDULED, self.State.LIVE)

    def has_started(self, *, now: datetime) -> bool:
        return self.starts_at <= now

    def are_doors_open(self, *, now: datetime) -> bool:
        """From 15 minutes before the start until the event is over."""
        return self.is_scheduled_or_live and self.doors_open_at <= now < self.closes_at

    def is_wrap_up_open(self, *, now: datetime) -> bool:
        takes_place = self.state not in (self.State.DRAFT, self.State.CANCELLED)
        return takes_place and now >= self.wrap_up_opens_at

    def takes_commitments(self, *, now: datetime) -> bool:
        """Whether members can commit to a task: while the event is on, and for a day after."""
        is_on = self.state == self.State.LIVE or self.has_started(now=now)
        takes_place = self.state not in (self.State.DRAFT, self.State.CANCELLED)
        return is_on and takes_place and now < self.ends_at + COMMIT_UNTIL_AFTER

    def takes_marks(self, *, now: datetime) -> bool:
        """Whether attendance can be marked: from when the doors open, without an end."""
        takes_place = self.state not in (self.State.DRAFT, self.State.CANCELLED)
        return takes_place and now >= self.doors_open_at

    def ensure_doors_open(self, *, now: datetime) -> None:
        """Refuses before the doors open, after the end, and where it was cancelled."""
        if self.state == self.State.CANCELLED:
            raise NotOnNow(_("This event was cancelled."))
        if now < self.doors_open_at:
            raise NotOnNow(_("It is too early: the room opens 15 minutes before the start."))
        if not self.are_doors_open(now=now):
            raise NotOnNow(_("This event is over."))

    def ensure_wrap_up_open(self, *, now: datetime) -> None:
        if not self.is_wrap_up_open(now=now):
            raise NotOnNow(_("The wrap-up card opens with the closing step of the event."))

    def ensure_takes_commitments(self, *, now: datetime) -> None:
        if not self.takes_commitments(now=now):
            raise NotOnNow(_("You can commit to something while the event is on and a day after."))

    def ensure_takes_marks(self, *, now: datetime) -> None:
        if not self.takes_marks(now=now):
            raise NotOnNow(_("Attendance can be marked from 15 minutes before the start."))

    def takes_absences(self, *, now: datetime) -> bool:
        """Whether a member can be marked absent: from five minutes after the start."""
        return self.takes_marks(now=now) and now >= absent_from(starts_at=self.starts_at)

    def ensure_takes_absences(self, *, now: datetime) -> None:
        self.ensure_takes_marks(now=now)
        if not self.takes_absences(now=now):
            raise NotOnNow(_("Give them five minutes: mark absences from then on."))

    def go_live(self, *, by: Membership | None, now: datetime) -> None:
        """Begin, by the host or by the clock. Refuses before the doors open, and a second time."""
        if self.state != self.State.SCHEDULED or now < self.doors_open_at:
            raise NotOnNow(_("This event cannot be opened now."))
        self.state = self.State.LIVE
        self.went_live_at = now
        self.save(update_fields=["state", "went_live_at"])
        facts.record(EVENT_WENT_LIVE, about=self, by=by, now=now)

    def end(self, *, now: datetime) -> None:
        """End, by the clock. Refuses one that is not live, or is still open."""
        if self.state != self.State.LIVE or now < self.closes_at:
            raise NotOnNow(_("This event is not over yet."))
        self.state = self.State.ENDED
        self.ended_at = now
        self.save(update_fields=["state", "ended_at"])
        facts.record(EVENT_ENDED, about=self, by=None, now=now)

    @classmethod
    def plan(
        cls, arrangement: Arrangement, *, revision: TemplateRevision, by: Membership, now: datetime
    ) -> "Event":
        """Schedule a single event.

        Refuses a time that has passed, is more than two years ahead, or is skipped by the clocks.
        """
        ensure_near(on=arrangement.on, zone=arrangement.zone, now=now)
        landing = land_exactly(on=arrangement.on, at=arrangement.at, zone=arrangement.zone)
        ensure_ahead(landing, now=now)
        event = cls(
            revision=revision,
            community_id=by.community_id,
            blindness=revision.blindness,
            made_by=by,
            made_at=now,
        )
        event._settle(event._columns(arrangement, landing))
        event.save(force_insert=True)
        facts.record(EVENT_SCHEDULED, about=event, by=by, now=now)
        return event

    @classmethod
    def repeat(
        cls,
        series: Series,
        *,
        days: Iterable[date],
        revision: TemplateRevision,
        by: Membership | None,
        now: datetime,
    ) -> "list[Event]":
        """Schedule a series on these days; return the new events, soonest first.

        Leaves out times that have passed, and days that already have an event of the series.
        """
        drafts = [cls._draft(series, day=day, revision=revision, now=now) for day in days]
        ahead = [draft for draft in drafts if draft.starts_at > now]
        cls.objects.bulk_create(ahead, ignore_conflicts=True)
        mine = cls.objects.filter(uid__in=[draft.uid for draft in ahead])
        made = list(mine.order_by("starts_at"))
        for event in made:
            facts.record(EVENT_SCHEDULED, about=event, by=by, now=now)
        return made

    @classmethod
    def _draft(
        cls, series: Series, *, day: date, revision: TemplateRevision, now: datetime
    ) -> "Event":
        draft = cls(
            community_id=series.community_id,
            series=series,
            occurrence_on=day,
            revision=revision,
            blindness=revision.blindness,
            made_by_id=series.made_by_id,
            made_at=now,
        )
        arrangement = series.arrangement_on(day)
        draft._settle(draft._columns(arrangement, arrangement.landing()))
        return draft

    def ensure_not_begun(self, *, now: datetime) -> None:
        if self.state != self.State.SCHEDULED or self.starts_at <= now:
            raise HasBegun(_("It has begun, is over or was cancelled, so it stays as it is."))

    def follows_its_series(self, *, now: datetime) -> bool:
        """Whether a change of its series changes it too."""
        is_ahead = self.state == self.State.SCHEDULED and self.starts_at > now
        return is_ahead and not self.is_edited_alone

    def landing_of(self, arrangement: Arrangement, *, now: datetime) -> Landing:
        """When the event would start after an edit of it alone.

        A new time is refused where it would be refused for a new event.
        """
        mine = (self.local_date, self.local_time, self.time_zone)
        if mine == (arrangement.on, arrangement.at, arrangement.zone):
            return Landing(
                self.starts_at, self.local_date, self.local_time, self.is_moved_by_clock_change
            )
        ensure_near(on=arrangement.on, zone=arrangement.zone, now=now)
        landing = land_exactly(on=arrangement.on, at=arrangement.at, zone=arrangement.zone)
        ensure_ahead(landing, now=now)
        return landing

    def differences(self, arrangement: Arrangement, landing: Landing) -> list[str]:
        """The columns that would change; rooms are the segment's, so they are not among them."""
        wanted = self._columns(arrangement, landing)
        return [name for name, value in wanted.items() if getattr(self, name) != value]

    def ensure_over(self) -> None:
        if self.state != self.State.ENDED:
            raise NotOnNow(_("This is possible once the event is over."))

    def rearrange(
        self, arrangement: Arrangement, landing: Landing, *, by: Membership, now: datetime
    ) -> None:
        """Take on another time, host or words; calendars see a new sequence number."""
        was_at = self.starts_at
        wanted = self._columns(arrangement, landing)
        self._settle(wanted)
        self.sequence += 1
        self.save(update_fields=[*(name.removesuffix("_id") for name in wanted), "sequence"])
        facts.record(
            EVENT_CHANGED,
            about=self,
            by=by,
            now=now,
            is_moved=self.starts_at != was_at,
            was_at=was_at.isoformat(),
        )

    def stand_alone(self) -> None:
        """Leave this event as it is when its series changes."""
        self.is_edited_alone = self.series_id is not None
        self.save(update_fields=["is_edited_alone"])

    def hand_over(self, series: Series, *, day: date) -> None:
        """Move to the series that follows its own, as that series' event of this day."""
        self.series = series
        self.occurrence_on = day
        self.save(update_fields=["series", "occurrence_on"])

    def cancel(self, *, reason: str, by: Membership, now: datetime) -> None:
        """Call the event off; claims on it stay as they are.

        Refuses an event that has gone live, is over, or was cancelled before.
        """
        if self.state != self.State.SCHEDULED:
            raise HasBegun(_("It has begun, is over or was cancelled already."))
        self.state = self.State.CANCELLED
        self.cancelled_at = now
        self.cancellation_reason = reason
        self.sequence += 1
        self.save(update_fields=["state", "cancelled_at", "cancellation_reason", "sequence"])
        facts.record(EVENT_CANCELLED, about=self, by=by, now=now)

    def _columns(self, arrangement: Arrangement, landing: Landing) -> dict[str, Any]:
        minutes = timedelta(minutes=self.revision.duration_minutes)
        names = {"blindness": arrangement.blindness} if arrangement.blindness else {}
        return {
            **names,
            "title": arrangement.title,
            "time_zone": arrangement.zone,
            "local_date": landing.on,
            "local_time": landing.at,
            "starts_at": landing.starts_at,
            "ends_at": landing.starts_at + minutes,
            "is_moved_by_clock_change": landing.is_moved,
            "host_id": arrangement.host_id,
            "region": arrangement.region,
            "meeting_url": arrangement.meeting_url,
        }

    def _settle(self, columns: dict[str, Any]) -> None:
        for name, value in columns.items():
            setattr(self, name, value)
