from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from config.kernel.models import CommunityOwned, CommunityQuerySet
from events.models.event import Event
from events.models.rsvp import Rsvp
from events.querysets import MicroActionQuerySet
from memberships.models import Membership


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


class MicroAction(CommunityOwned):
    """The small task a member commits to at COMMIT, with a day by which it is done."""

    class State(models.TextChoices):
        COMMITTED = "COMMITTED", _("Committed")
        DUE = "DUE", _("Due")
        DONE = "DONE", _("Done")
        PARTLY = "PARTLY", _("Partly done")
        DROPPED = "DROPPED", _("Dropped")
        EXPIRED = "EXPIRED", _("Not told")

    rsvp = models.OneToOneField(Rsvp, on_delete=models.PROTECT, related_name="micro_action")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="micro_actions")
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="micro_actions"
    )
    text = models.CharField(_("micro-action"), max_length=200)
    due_on = models.DateField(_("due on"))
    state = models.CharField(_("state"), max_length=12, choices=State, default=State.COMMITTED)
    committed_at = models.DateTimeField(_("committed at"))
    settled_at = models.DateTimeField(_("settled at"), null=True, blank=True)

    objects = MicroActionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=["COMMITTED", "DUE"], settled_at=None)
                | (~Q(state__in=["COMMITTED", "DUE"]) & Q(settled_at__isnull=False)),
                name="a_settled_micro_action_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"micro-action #{self.pk}"


class WrapUp(CommunityOwned):
    """The wrap-up card: thirty seconds after an event. Only moderators see the safety answer."""

    class Safety(models.TextChoices):
        FINE = "FINE", _("I felt safe")
        UNEASY = "UNEASY", _("Something felt off")
        TALK = "TALK", _("I would like a moderator to contact me")
        UNSAID = "", _("I would rather not say")

    rsvp = models.OneToOneField(Rsvp, on_delete=models.PROTECT, related_name="wrap_up")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="wrap_ups")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    thanks = models.CharField(_("a thank-you"), max_length=200, blank=True)
    safety = models.CharField(_("how safe it felt"), max_length=8, choices=Safety, blank=True)
    safety_handled_at = models.DateTimeField(_("looked after at"), null=True, blank=True)
    safety_handled_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )
    filled_at = models.DateTimeField(_("filled at"))

    objects = CommunityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(safety_handled_at=None, safety_handled_by=None)
                | Q(safety_handled_at__isnull=False, safety_handled_by__isnull=False),
                name="a_handled_answer_says_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"wrap-up of rsvp #{self.rsvp_id}"
