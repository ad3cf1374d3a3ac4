from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.kernel.models import CommunityOwned
from events.models.event import Event
from events.querysets import ContributionQuerySet
from memberships.models import Membership


class Contribution(CommunityOwned):
    """What a member gives on an event's wall. Markdown; hosts can hide it."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="contributions")
    membership = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="contributions"
    )
    text = models.TextField(_("text, markdown"), max_length=2000)
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
        indexes = [models.Index(fields=["event", "posted_at"], name="wall_by_time")]

    def __str__(self) -> str:
        return f"contribution #{self.pk}"
