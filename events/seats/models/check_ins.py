from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from config.kernel.models import CommunityOwned, CommunityQuerySet
from events.calendar.models.events import Event
from events.seats import hooks
from events.seats.models.rsvps import Rsvp
from memberships.communities.models import Membership


class CheckIn(CommunityOwned):
    """That a member was there. By themselves ("I'm here") or by the host from the list."""

    rsvp = models.OneToOneField(Rsvp, on_delete=models.PROTECT, related_name="check_in")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="check_ins")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    came_at = models.DateTimeField(_("came at"))
    left_at = models.DateTimeField(_("left at"), null=True, blank=True)
    marked_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")

    objects = CommunityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(left_at=None) | Q(left_at__gte=F("came_at")),
                name="nobody_leaves_before_they_came",
            ),
        ]

    def __str__(self) -> str:
        return f"check-in of rsvp #{self.rsvp_id}"

    @classmethod
    def make(cls, rsvp: Rsvp, *, by: Membership, now: datetime) -> "CheckIn":
        """Note that the member of this seat is there; lifts an absence, and what came of it.

        On a row that is locked. Who is marked after the end came, as far as is known, at the
        start. Records: events.member_checked_in.
        """
        if rsvp.marked_absent_at is not None:
            rsvp.lift_absence()
            hooks.absence_lifted(rsvp=rsvp)
        return cls.objects.create(
            community_id=rsvp.community_id,
            rsvp=rsvp,
            event_id=rsvp.event_id,
            membership_id=rsvp.membership_id,
            came_at=now if now < rsvp.event.ends_at else rsvp.event.starts_at,
            marked_by=by,
        )

    def leave(self, *, now: datetime) -> bool:
        """Whether they were still there till now. Records: events.member_left."""
        if self.left_at is not None:
            return False
        self.left_at = now
        self.save(update_fields=["left_at"])
        return True

    def come_back(self) -> None:
        """After having left quietly; no fact, since they were there all the same."""
        if self.left_at is not None:
            self.left_at = None
            self.save(update_fields=["left_at"])
