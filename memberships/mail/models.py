from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from config.kernel import facts
from config.kernel.models import CommunityOwned, CommunityQuerySet
from memberships.communities.models import Membership
from memberships.mail.facts import PREFERENCES_CHANGED


class NotificationPreference(CommunityOwned):
    """A kind of mail that a member has switched off. No row: it is sent."""

    class Category(models.TextChoices):
        REMINDERS = "REMINDERS", _("Reminders before an event")
        SEATS = "SEATS", _("My seats: confirmations and the waiting list")
        FOLLOW_UPS = "FOLLOW_UPS", _("After an event: wrap-up and micro-actions")
        COMMUNITY = "COMMUNITY", _("News of the community and its people")

    membership = models.ForeignKey(
        Membership, on_delete=models.CASCADE, related_name="notification_preferences"
    )
    category = models.CharField(_("category"), max_length=16, choices=Category)
    muted_at = models.DateTimeField(_("switched off at"))

    objects = CommunityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["membership", "category"], name="a_category_is_muted_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.category} of membership #{self.membership_id}"

    @classmethod
    def set_muted(
        cls, membership: Membership, category: str, *, is_muted: bool, now: datetime
    ) -> None:
        """Switch a kind of mail off or on; a fact where that changes anything."""
        rows = cls.objects.filter(membership=membership, category=category)
        if is_muted:
            _row, is_changed = cls.objects.get_or_create(
                membership=membership,
                category=category,
                defaults={"community_id": membership.community_id, "muted_at": now},
            )
        else:
            is_changed = bool(rows.delete()[0])
        if is_changed:
            facts.record(
                PREFERENCES_CHANGED,
                about=membership,
                by=membership,
                now=now,
                category=str(category),
                is_muted=is_muted,
            )
