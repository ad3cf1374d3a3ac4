from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.kernel import facts
from config.kernel.models import CommunityOwned
from events.calendar.models.events import Event
from events.reminders.facts import REMINDER_DUE
from events.reminders.querysets import ReminderQuerySet
from events.reminders.rules import ReminderKind, worth_until
from events.seats.models.rsvps import Rsvp
from memberships.communities.models import Membership


class Reminder(CommunityOwned):
    """A mail that is due at a time; the clock scans the rows."""

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

    @classmethod
    def plan(
        cls,
        *,
        event: Event,
        rsvps: Iterable[Rsvp],
        due: Mapping[ReminderKind, datetime],
        now: datetime,
    ) -> list[Self]:
        """Give these seats of one event reminders with these due times; return them.

        A kind that was sent or dropped before is due again. Leaves out what would come too late.
        """
        planned = [
            cls(
                community_id=event.community_id,
                event=event,
                membership_id=rsvp.membership_id,
                rsvp=rsvp,
                kind=kind,
                due_at=due_at,
            )
            for rsvp in rsvps
            for kind, due_at in due.items()
        ]
        return cls.objects.bulk_create(
            [reminder for reminder in planned if reminder.is_worth_sending(now=now)],
            update_conflicts=True,
            unique_fields=["event", "membership", "kind"],
            update_fields=["rsvp", "due_at", "announced_at", "dropped_at"],
        )

    def is_worth_sending(self, *, now: datetime) -> bool:
        """Whether it is not too late to mail."""
        event = self.event
        until = worth_until(kind=self.kind, starts_at=event.starts_at, ends_at=event.ends_at)
        return now < until

    def announce(self, *, now: datetime) -> None:
        """Note that its time has come. Needs the locked row, or a new one."""
        self.announced_at = now
        self.save(update_fields=["announced_at"])
        facts.record(REMINDER_DUE, about=self, by=None, now=now)

    def drop(self, *, now: datetime) -> None:
        self.dropped_at = now
        self.save(update_fields=["dropped_at"])
