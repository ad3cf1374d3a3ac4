import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from config.kernel.models import CommunityOwned
from events.models.series import Series
from events.models.template import TemplateRevision
from events.querysets import EventQuerySet, SegmentQuerySet
from events.rules import ROOM_CAPACITY
from memberships.models import Membership


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
    local_date = models.DateField(_("day on the wall"))
    local_time = models.TimeField(_("time on the wall"))
    starts_at = models.DateTimeField(_("starts at"))
    ends_at = models.DateTimeField(_("ends at"))
    is_moved_by_clock_change = models.BooleanField(_("moved by a clock change"), default=False)
    is_edited_alone = models.BooleanField(_("edited apart from its series"), default=False)
    region = models.CharField(_("region"), max_length=80, blank=True)
    meeting_url = models.URLField(_("where to meet online"), max_length=500, blank=True)
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


class Segment(CommunityOwned):
    """One way to attend an event. Its row is the counter of its seats."""

    class Kind(models.TextChoices):
        INTIMATE = "INTIMATE", _("Intimate seat")
        BROADCAST = "BROADCAST", _("Broadcast")

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="segments")
    kind = models.CharField(_("kind"), max_length=16, choices=Kind)
    rooms = models.PositiveSmallIntegerField(_("rooms"), default=0)
    capacity = models.PositiveIntegerField(
        _("capacity"), null=True, blank=True, help_text=_("Empty means no limit.")
    )
    taken = models.PositiveIntegerField(_("seats taken"), default=0, editable=False)

    objects = SegmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["event", "kind"], name="one_segment_of_each_kind"),
            models.CheckConstraint(
                condition=~Q(kind="INTIMATE")
                | Q(
                    capacity__isnull=False, rooms__gte=1, capacity__lte=F("rooms") * ROOM_CAPACITY
                ),
                name="an_intimate_seat_is_in_a_room_of_twelve_at_most",
            ),
            models.CheckConstraint(
                condition=Q(capacity=None) | Q(taken__lte=F("capacity")), name="never_oversold"
            ),
        ]

    def __str__(self) -> str:
        return f"segment #{self.pk}"
