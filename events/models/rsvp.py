from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.kernel.models import CommunityOwned, CommunityQuerySet
from events.models.event import Event, Segment
from events.querysets import RsvpQuerySet
from events.rules import MAX_CARRIED_OVER
from memberships.models import Membership


class Rsvp(CommunityOwned):
    """A member's claim on a segment of an event, and what they want to leave with."""

    class State(models.TextChoices):
        HELD = "HELD", _("Held until paid")
        GOING = "GOING", _("Going")
        WAITING = "WAITING", _("Waiting")
        OFFERED = "OFFERED", _("Offered a seat")
        RELEASED = "RELEASED", _("Released")

    class Sight(models.TextChoices):
        ME = "ME", _("Only me")
        HOSTS = "HOSTS", _("Hosts")
        ROOM = "ROOM", _("My room")
        MEMBERS = "MEMBERS", _("All members")

    class IntentionState(models.TextChoices):
        NONE = "NONE", _("None")
        DECLARED = "DECLARED", _("Declared")
        LOCKED = "LOCKED", _("Locked")
        DONE = "DONE", _("Done")
        PARTLY = "PARTLY", _("Partly")
        NOT_DONE = "NOT_DONE", _("Not done")
        CARRIED_OVER = "CARRIED_OVER", _("Carried over")
        UNRECONCILED = "UNRECONCILED", _("Not told")

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="rsvps")
    segment = models.ForeignKey(Segment, on_delete=models.PROTECT, related_name="rsvps")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="rsvps")
    state = models.CharField(_("state"), max_length=12, choices=State)
    priority = models.PositiveSmallIntegerField(_("priority in the line"), default=0)
    joined_at = models.DateTimeField(_("asked at"))
    confirmed_at = models.DateTimeField(_("seat confirmed at"), null=True, blank=True)
    released_at = models.DateTimeField(_("released at"), null=True, blank=True)
    intention = models.CharField(_("micro-intention"), max_length=140, blank=True)
    intention_sight = models.CharField(
        _("who sees it"), max_length=8, choices=Sight, default=Sight.HOSTS
    )
    intention_state = models.CharField(
        _("state of the intention"),
        max_length=16,
        choices=IntentionState,
        default=IntentionState.NONE,
    )
    intention_settled_at = models.DateTimeField(_("intention settled at"), null=True, blank=True)
    times_carried_over = models.PositiveSmallIntegerField(_("times carried over"), default=0)
    marked_absent_at = models.DateTimeField(_("marked absent at"), null=True, blank=True)
    marked_absent_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = RsvpQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "membership"],
                condition=~Q(state="RELEASED"),
                name="one_live_rsvp_per_member_and_event",
            ),
            models.CheckConstraint(
                condition=Q(state="RELEASED", released_at__isnull=False)
                | (~Q(state="RELEASED") & Q(released_at=None)),
                name="a_released_rsvp_says_when",
            ),
            models.CheckConstraint(
                condition=~Q(state="GOING") | Q(confirmed_at__isnull=False),
                name="a_seat_says_when_it_was_confirmed",
            ),
            models.CheckConstraint(
                condition=Q(times_carried_over__lte=MAX_CARRIED_OVER),
                name="an_intention_is_carried_over_twice_at_most",
            ),
            models.CheckConstraint(
                condition=Q(intention="", intention_state="NONE")
                | (~Q(intention="") & ~Q(intention_state="NONE")),
                name="an_intention_has_words_and_a_state",
            ),
            models.CheckConstraint(
                condition=Q(marked_absent_at=None, marked_absent_by=None)
                | Q(marked_absent_at__isnull=False, marked_absent_by__isnull=False),
                name="an_absence_says_who_marked_it",
            ),
        ]
        indexes = [
            models.Index(
                fields=["segment", "priority", "joined_at", "id"],
                condition=Q(state="WAITING"),
                name="the_waiting_line",
            ),
            models.Index(fields=["membership", "state"], name="rsvps_of_a_member"),
        ]

    def __str__(self) -> str:
        return f"rsvp #{self.pk}"


class IntentionRevision(CommunityOwned):
    """What an intention said before it was edited after the start."""

    rsvp = models.ForeignKey(Rsvp, on_delete=models.CASCADE, related_name="intention_revisions")
    said = models.CharField(_("what it said"), max_length=140)
    replaced_at = models.DateTimeField(_("replaced at"))

    objects = CommunityQuerySet.as_manager()

    def __str__(self) -> str:
        return f"earlier intention of rsvp #{self.rsvp_id}"
