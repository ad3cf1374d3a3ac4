from django.db import models
from django.utils.translation import gettext_lazy as _

from config.kernel.models import CommunityOwned, CommunityQuerySet
from events.models.template import Template
from events.rules import MAX_ROOMS
from memberships.models import Membership


class Series(CommunityOwned):
    """A template repeated by an RFC 5545 rule, at one wall time in one zone."""

    template = models.ForeignKey(Template, on_delete=models.PROTECT, related_name="series")
    title = models.CharField(_("title"), max_length=120)
    rule = models.CharField(_("rule, RFC 5545, without DTSTART"), max_length=200)
    time_zone = models.CharField(_("time zone, IANA"), max_length=64)
    starts_on = models.DateField(_("first day"))
    local_time = models.TimeField(_("wall time"))
    region = models.CharField(_("region"), max_length=80, blank=True)
    host = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    rooms = models.PositiveSmallIntegerField(_("rooms"), default=1)
    planned_until = models.DateField(_("events are made until"), null=True)
    ends_before = models.DateField(_("no events from this day on"), null=True)
    made_at = models.DateTimeField(_("made at"))
    follows = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="followed_by", null=True
    )

    objects = CommunityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(rooms__gte=1, rooms__lte=MAX_ROOMS), name="a_series_has_rooms"
            ),
        ]

    def __str__(self) -> str:
        return f"series #{self.pk}"
