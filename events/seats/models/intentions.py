from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from config.kernel import facts
from config.kernel.errors import Refusal
from events.seats.facts import INTENTION_SETTLED
from events.seats.rules import MAX_CARRIED_OVER, Intention, is_fit_intention
from memberships.communities.models import Membership


class IntentionUnfit(Refusal):
    """Missing where one is required, or not 10 to 140 characters."""


class IntentionSettled(Refusal):
    """The member has said what came of it, or it is too late to say."""


class WithIntention(models.Model):
    """What the member of a claim wants to leave with, and what came of it."""

    event_id: int

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
    def has_carry_overs_left(self) -> bool:
        return self.times_carried_over < MAX_CARRIED_OVER

    @property
    def as_intention(self) -> Intention:
        """The intention, to be said again with another claim."""
        return Intention(self.intention, self.intention_sight, self.times_carried_over)

    def settle_intention(self, outcome: str, *, by: Membership | None, now: datetime) -> None:
        """Note what came of the intention.

        Refuses one that is settled already, and to carry it over a third time. Needs the locked
        row.
        """
        if not self.has_open_intention:
            raise IntentionSettled(_("There is nothing left to say about this intention."))
        if outcome == self.IntentionState.CARRIED_OVER and not self.has_carry_overs_left:
            raise IntentionSettled(
                _("This was carried over twice already. Say done, partly or not done."),
                field="outcome",
            )
        self.intention_state = outcome
        self.intention_settled_at = now
        self.save(update_fields=["intention_state", "intention_settled_at"])
        facts.record(INTENTION_SETTLED, about=self, by=by, now=now, outcome=outcome)

    def _unsettled_state(self, *, has_begun: bool) -> str:
        if not self.intention:
            return self.IntentionState.NONE
        return self.IntentionState.LOCKED if has_begun else self.IntentionState.DECLARED


def ensure_fits(intention: Intention, *, is_required: bool) -> None:
    """Refuses an unknown sight, a missing text where one is required, and an unfit length."""
    if intention.sight not in WithIntention.Sight.values:
        raise IntentionUnfit(_("Choose who sees it."), field="sight")
    if not intention.text and is_required:
        raise IntentionUnfit(
            _("Say in a few words what you want to leave with."), field="intention"
        )
    if intention.text and not is_fit_intention(intention.text):
        raise IntentionUnfit(_("Use 10 to 140 characters."), field="intention")
