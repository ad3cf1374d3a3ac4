from datetime import datetime

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from config.kernel import facts
from config.kernel.models import CommunityOwned, CommunityQuerySet
from config.kernel.prepared_queries import prepared
from events.calendar.models.events import Event
from events.seats import hooks
from events.seats.facts import MEMBER_CHECKED_IN, MEMBER_LEFT
from events.seats.models.rsvps import Rsvp
from memberships.communities.models import Membership


class CheckIn(CommunityOwned):
    """That a member was there: said by themselves ("I'm here"), or by the host."""

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
    def record_presence(cls, rsvp: Rsvp, *, by: Membership, way: str, now: datetime) -> "CheckIn":
        """Note that the member is there, or is back; lifts an absence and the strike for it.

        `way` is self or host. A member who is marked after the end came, as far as is known, at
        the start. Needs the locked row of the RSVP.
        """
        if known := check_ins_of(rsvp=rsvp):
            known[0]._come_back()
            return known[0]
        if rsvp.marked_absent_at is not None:
            rsvp.lift_absence()
            hooks.absence_lifted(rsvp=rsvp)
        check_in = cls.objects.create(
            community_id=rsvp.community_id,
            rsvp=rsvp,
            event_id=rsvp.event_id,
            membership_id=rsvp.membership_id,
            came_at=now if now < rsvp.event.ends_at else rsvp.event.starts_at,
            marked_by=by,
        )
        facts.record(MEMBER_CHECKED_IN, about=rsvp, by=by, now=now, way=way)
        return check_in

    def leave(self, *, by: Membership, now: datetime) -> None:
        """Note that the member has left. Leaving twice changes nothing."""
        if self.left_at is not None:
            return
        self.left_at = now
        self.save(update_fields=["left_at"])
        facts.record(MEMBER_LEFT, about=self.rsvp, by=by, now=now)

    def _come_back(self) -> None:
        """Not a fact: the member was there all the same."""
        if self.left_at is not None:
            self.left_at = None
            self.save(update_fields=["left_at"])


@prepared
def check_ins_of(*, rsvp: Rsvp) -> CommunityQuerySet[CheckIn]:
    """The check-in of a seat: one, or none."""
    return CheckIn.objects.filter(rsvp=rsvp)
