from collections.abc import Mapping
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from config.kernel import facts
from config.kernel.errors import Refusal
from config.kernel.models import CommunityOwned
from events.calendar.facts import SERIES_ENDED, SERIES_SCHEDULED
from events.calendar.models.templates import Template
from events.calendar.querysets import SeriesQuerySet
from events.calendar.rules.arrangements import HORIZON, Arrangement
from events.calendar.rules.formats import MAX_ROOMS
from events.calendar.rules.local_time import ensure_ahead, ensure_near, land
from events.calendar.rules.recurrence import Recurrence, joined
from events.calendar.rules.splits import Split, split
from memberships.communities.models import Membership


class SeriesOver(Refusal):
    words = _("This series has ended already.")


class Series(CommunityOwned):
    """A template repeated by an RFC 5545 rule, at one local time in one zone."""

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="series")
    title = models.CharField(_("title"), max_length=120)
    rule = models.CharField(_("rule, RFC 5545, without DTSTART"), max_length=200)
    time_zone = models.CharField(_("time zone, IANA"), max_length=64)
    starts_on = models.DateField(_("first day"))
    local_time = models.TimeField(_("local time"))
    region = models.CharField(_("region"), max_length=80, blank=True)
    meeting_url = models.URLField(_("where to meet online"), max_length=500, blank=True)
    host = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    rooms = models.PositiveSmallIntegerField(_("rooms"), default=1)
    planned_until = models.DateField(_("events are made up to this day, without it"), null=True)
    ends_before = models.DateField(_("no events from this day on"), null=True)
    made_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("made at"))
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="followed_by", null=True
    )

    objects = SeriesQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rooms__gte=1, rooms__lte=MAX_ROOMS), name="a_series_has_rooms"
            ),
        ]

    def __str__(self) -> str:
        return f"series #{self.pk}"

    @classmethod
    def draft(
        cls,
        arrangement: Arrangement,
        *,
        template: Template,
        rule: str,
        by: Membership,
        now: datetime,
        follows: "Series | None" = None,
    ) -> "Series":
        """A series that is not saved yet; `schedule` saves it.

        Refuses a rule that cannot be read or never comes to a day, and a first event in the past.
        """
        ensure_near(on=arrangement.on, zone=arrangement.zone, now=now)
        series = cls(
            community_id=template.community_id,
            template=template,
            follows=follows,
            title=arrangement.title,
            time_zone=arrangement.zone,
            starts_on=arrangement.on,
            local_time=arrangement.at,
            region=arrangement.region,
            meeting_url=arrangement.meeting_url,
            host_id=arrangement.host_id,
            rooms=arrangement.rooms,
            made_by=by,
            made_at=now,
        )
        series._repeat_by(rule, now=now)
        return series

    def schedule(self) -> None:
        """Save a draft."""
        self.save(force_insert=True)
        facts.record(SERIES_SCHEDULED, about=self, by=self.made_by, now=self.made_at)

    def _repeat_by(self, rule: str, *, now: datetime) -> None:
        recurrence = Recurrence.read(
            rule, starts_on=self.starts_on, at=self.local_time, zone=self.time_zone
        )
        self.rule = recurrence.rule
        first = recurrence.first()
        if first is not None:
            ensure_ahead(land(on=first, at=self.local_time, zone=self.time_zone), now=now)

    @property
    def recurrence(self) -> Recurrence:
        return Recurrence(rule=self.rule, starts_on=self.starts_on)

    def arrangement_on(self, day: date) -> Arrangement:
        return Arrangement(
            title=self.title,
            on=day,
            at=self.local_time,
            zone=self.time_zone,
            host_id=self.host_id,
            rooms=self.rooms,
            region=self.region,
            meeting_url=self.meeting_url,
        )

    def today(self, *, now: datetime) -> date:
        """The day in the series' zone."""
        return now.astimezone(ZoneInfo(self.time_zone)).date()

    def horizon(self, *, now: datetime) -> date:
        """The first day, in its zone, for which no event is made yet."""
        return (now + HORIZON).astimezone(ZoneInfo(self.time_zone)).date() + timedelta(days=1)

    def days_to_make(self, *, now: datetime) -> list[date]:
        """The days from today to the horizon that have not been planned yet."""
        horizon = self.horizon(now=now)
        return self.recurrence.days(
            since=max(self.planned_until or self.starts_on, self.today(now=now)),
            before=min(horizon, self.ends_before or horizon),
        )

    def note_made(self, *, now: datetime) -> None:
        """Note that events are made up to the horizon; end a rule that has no day left."""
        horizon = self.horizon(now=now)
        self.planned_until = horizon
        if self.ends_before is None and not self.recurrence.comes_after(horizon):
            self.ends_before = horizon
        self.save(update_fields=["planned_until", "ends_before"])

    def end_before(self, day: date, *, by: Membership, now: datetime) -> None:
        """Make no more events from this day on."""
        self.ends_before = day
        self.save(update_fields=["ends_before"])
        facts.record(SERIES_ENDED, about=self, by=by, now=now)

    def ensure_running(self, *, now: datetime) -> None:
        if self.ends_before is not None and self.ends_before <= self.today(now=now):
            raise SeriesOver

    def says_the_same_as(self, old: "Series", *, from_day: date) -> bool:
        """Whether this series would go on exactly as the old one does."""
        is_same_rhythm = joined(old.recurrence.rest_from(from_day)) == self.rule
        is_same = self.arrangement_on(from_day) == old.arrangement_on(from_day)
        return is_same and is_same_rhythm and self.starts_on == from_day

    def split_from(self, old: Mapping[int, date], *, first_day: date, now: datetime) -> Split:
        """How the events (key: day) of the series before this one are split between the two."""
        return split(
            old=old,
            recurrence=self.recurrence,
            shift=self.starts_on - first_day,
            horizon=self.horizon(now=now),
        )
