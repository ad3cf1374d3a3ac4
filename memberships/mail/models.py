from datetime import datetime

from django.db import models
from django.utils.translation import gettext_lazy as _

from config.kernel.models import CommunityOwned, CommunityQuerySet
from memberships.communities.models import Membership


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

    @classmethod
    def set_muted(
        cls, membership: Membership, category: str, *, is_muted: bool, now: datetime
    ) -> bool:
        """Switch a kind of mail off or on; returns whether that changed anything.

        Records: memberships.preferences_changed.
        """
        rows = cls.objects.filter(membership=membership, category=category)
        if not is_muted:
            return bool(rows.delete()[0])
        _row, is_new = cls.objects.get_or_create(
            membership=membership,
            category=category,
            defaults={"community_id": membership.community_id, "muted_at": now},
        )
        return is_new

    def __str__(self) -> str:
        return f"{self.category} of membership #{self.membership_id}"
