from datetime import datetime

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.kernel import facts
from config.kernel.errors import Refusal
from config.kernel.models import CommunityOwned
from events.board.facts import CONTRIBUTION_HIDDEN, CONTRIBUTION_POSTED
from events.board.querysets import ContributionQuerySet
from events.board.rules import CONTRIBUTION_MAX_LENGTH
from events.calendar.models.events import Event
from memberships.communities.models import Membership


class ContributionUnfit(Refusal):
    words = _("Write 1 to 2000 characters.")
    field = "text"


class BoardClosed(Refusal):
    words = _("This event was cancelled, so its discussion is closed.")


class Contribution(CommunityOwned):
    """What a member posts in an event's discussion. Markdown; hosts can hide it."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="contributions")
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="contributions"
    )
    text = models.TextField(_("text, markdown"), max_length=CONTRIBUTION_MAX_LENGTH)
    posted_at = models.DateTimeField(_("posted at"))
    hidden_at = models.DateTimeField(_("hidden at"), null=True, blank=True)
    hidden_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    objects = ContributionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(hidden_at=None, hidden_by=None)
                | Q(hidden_at__isnull=False, hidden_by__isnull=False),
                name="a_hidden_contribution_says_by_whom",
            ),
        ]
        indexes = [models.Index(fields=["event", "posted_at"], name="board_by_time")]

    def __str__(self) -> str:
        return f"contribution #{self.pk}"

    @classmethod
    def post(cls, event: Event, *, by: Membership, text: str, now: datetime) -> "Contribution":
        """Post in an event's discussion. Refuses a cancelled event, and text that does not fit."""
        if event.state in (Event.State.DRAFT, Event.State.CANCELLED):
            raise BoardClosed
        if not text or len(text) > CONTRIBUTION_MAX_LENGTH:
            raise ContributionUnfit
        post = cls.objects.create(
            community_id=event.community_id, event=event, membership=by, text=text, posted_at=now
        )
        facts.record(CONTRIBUTION_POSTED, about=post, by=by, now=now)
        return post

    def hide(self, *, by: Membership, now: datetime) -> None:
        """Hide it from all but its author. Hiding twice changes nothing."""
        if self.hidden_at is not None:
            return
        self.hidden_at, self.hidden_by = now, by
        self.save(update_fields=["hidden_at", "hidden_by"])
        facts.record(CONTRIBUTION_HIDDEN, about=self, by=by, now=now)
