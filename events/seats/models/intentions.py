from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Refusal
from events.seats.rules import MAX_CARRIED_OVER, Intention, is_fit_intention


class IntentionUnfit(Refusal):
    """Missing where it is required, or not 10 to 140 characters."""


class IntentionSettled(Refusal):
    """What came of the intention was said, or can no longer be."""


class WithIntention(models.Model):
    """What the member of a claim wants to leave with, and what came of it."""

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

    class Meta:
        abstract = True

    @property
    def has_open_intention(self) -> bool:
        """Whether the member can still say what came of it."""
        return self.intention_state in (
            self.IntentionState.DECLARED,
            self.IntentionState.LOCKED,
        )

    @property
    def may_carry_over(self) -> bool:
        return self.times_carried_over < MAX_CARRIED_OVER

    @property
    def said(self) -> Intention:
        """The words as they would be said once more, for another claim."""
        return Intention(self.intention, self.intention_sight, self.times_carried_over)

    def settle_intention(self, outcome: str, *, now: datetime) -> None:
        """Note what came of the intention. Records: events.intention_settled.

        Refuses one that is settled already, and a third carrying over.
        """
        if not self.has_open_intention:
            raise IntentionSettled(_("There is nothing left to say about this intention."))
        if outcome == self.IntentionState.CARRIED_OVER and not self.may_carry_over:
            raise IntentionSettled(
                _("This was carried over twice already. Say done, partly or not done."),
                field="outcome",
            )
        self.intention_state = outcome
        self.intention_settled_at = now
        self.save(update_fields=["intention_state", "intention_settled_at"])

    def _unsettled_state(self, *, has_begun: bool) -> str:
        if not self.intention:
            return self.IntentionState.NONE
        return self.IntentionState.LOCKED if has_begun else self.IntentionState.DECLARED


def ensure_fits(intention: Intention, *, is_required: bool) -> None:
    """Refuses an unknown sight, no words where they are required, and too few or too many."""
    if intention.sight not in WithIntention.Sight.values:
        raise IntentionUnfit(_("Choose who sees it."), field="sight")
    if not intention.text and is_required:
        raise IntentionUnfit(
            _("Say in a few words what you want to leave with."), field="intention"
        )
    if intention.text and not is_fit_intention(intention.text):
        raise IntentionUnfit(_("Use 10 to 140 characters."), field="intention")
