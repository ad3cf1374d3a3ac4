from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.kernel.models import CommunityOwned
from events.models.event import Event
from events.models.rsvp import Rsvp
from events.querysets import ReminderQuerySet
from memberships.models import Membership


class Reminder(CommunityOwned):
    """A mail that is due at a time: a row, scanned by the clock. Never a task with an ETA."""

    class Kind(models.TextChoices):
        DAY = "DAY", _("A day before")
        HOUR = "HOUR", _("An hour before")
        FOLLOW_UP = "FOLLOW_UP", _("After the event")

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="reminders")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    rsvp = models.ForeignKey(Rsvp, on_delete=models.PROTECT, related_name="reminders")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    due_at = models.DateTimeField(_("due at"))
    announced_at = models.DateTimeField(_("announced at"), null=True, blank=True)
    dropped_at = models.DateTimeField(_("not needed since"), null=True, blank=True)

    objects = ReminderQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "membership", "kind"],
                name="one_reminder_of_a_kind_per_member_and_event",
            ),
            models.CheckConstraint(
                condition=Q(announced_at=None) | Q(dropped_at=None),
                name="a_reminder_is_not_both_announced_and_dropped",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"],
                condition=Q(announced_at=None, dropped_at=None),
                name="reminders_by_due",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} reminder of rsvp #{self.rsvp_id}"
