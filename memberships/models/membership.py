from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Refusal
from config.kernel.models import CommunityOwned, CommunityQuerySet
from memberships.models.community import Community
from memberships.models.person import User
from memberships.querysets import MembershipQuerySet


class LastOwner(Refusal):
    """A community always keeps an owner."""


class NotPossibleNow(Refusal):
    """The membership's status does not allow it."""


class AlreadyMember(Refusal):
    pass


def labels_of(roles: list[str]) -> list[str]:
    """The roles beyond a plain member's, in words."""
    return [str(Membership.Role(role).label) for role in roles if role != Membership.Role.MEMBER]


class Membership(CommunityOwned):
    """A person's place in one community."""

    wall_person_column = "user_id"

    class Role(models.TextChoices):
        MEMBER = "MEMBER", _("Member")
        INSTRUCTOR = "INSTRUCTOR", _("Instructor")
        MODERATOR = "MODERATOR", _("Moderator")
        OWNER = "OWNER", _("Owner")

    class Status(models.TextChoices):
        INVITED = "INVITED", _("Invited")
        ACTIVE = "ACTIVE", _("Active")
        PAUSED = "PAUSED", _("Paused")
        SUSPENDED = "SUSPENDED", _("Suspended")
        LEFT = "LEFT", _("Left")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="memberships")
    roles: "ArrayField[Any, Any]" = ArrayField(
        models.CharField(max_length=16, choices=Role), verbose_name=_("roles")
    )
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.ACTIVE)
    joined_at = models.DateTimeField(_("joined at"))
    status_since = models.DateTimeField(_("status since"))

    objects = MembershipQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["community", "user"], name="one_membership_each"),
            models.CheckConstraint(
                condition=Q(roles__contained_by=["MEMBER", "INSTRUCTOR", "MODERATOR", "OWNER"])
                & Q(roles__contains=["MEMBER"]),
                name="roles_are_known_and_everyone_is_a_member",
            ),
        ]

    def __str__(self) -> str:
        return f"membership #{self.pk}"

    @property
    def role_labels(self) -> list[str]:
        return labels_of(self.roles)

    @property
    def is_instructor(self) -> bool:
        return self.Role.INSTRUCTOR in self.roles

    @property
    def is_moderator(self) -> bool:
        return self.Role.MODERATOR in self.roles

    @property
    def is_owner(self) -> bool:
        return self.Role.OWNER in self.roles

    @classmethod
    def of(cls, user: User) -> MembershipQuerySet["Membership"]:
        """A person's places in whatever communities, for the door that shows them their own."""
        mine: MembershipQuerySet[Membership] = cls.objects.filter(user=user)
        return mine

    @classmethod
    def admit(
        cls, *, community: Community, user: User, roles: set[str], now: datetime
    ) -> "Membership":
        """Take a person in, or back in; refuses who is in.

        Records: memberships.membership_started.
        """
        member, is_new = cls.objects.get_or_create(
            community=community,
            user=user,
            defaults={
                "roles": sorted(roles | {cls.Role.MEMBER}),
                "joined_at": now,
                "status_since": now,
            },
        )
        if not is_new:
            if member.status in (cls.Status.ACTIVE, cls.Status.PAUSED):
                raise AlreadyMember(_("This person is a member already."))
            member.return_as(roles, now=now)
        return member

    def give_roles(self, roles: set[str]) -> None:
        """Replace the roles; everyone stays a member. Records: memberships.roles_changed."""
        if self.is_owner and self.Role.OWNER not in roles:
            self._ensure_another_owner()
        self.roles = sorted(roles | {self.Role.MEMBER})
        self.save(update_fields=["roles"])

    def pause(self, *, now: datetime) -> None:
        """Step back for a while. Records: memberships.membership_paused."""
        self._ensure_status(self.Status.ACTIVE)
        if self.is_owner:
            self._ensure_another_owner()
        self._become(self.Status.PAUSED, now=now)

    def resume(self, *, now: datetime) -> None:
        """Come back from a pause. Records: memberships.membership_resumed."""
        self._ensure_status(self.Status.PAUSED)
        self._become(self.Status.ACTIVE, now=now)

    def suspend(self, *, now: datetime) -> None:
        """Shut out for a time, by a measure. Records: memberships.membership_suspended."""
        self._ensure_status(self.Status.ACTIVE, self.Status.PAUSED)
        self._become(self.Status.SUSPENDED, now=now)

    def leave(self, *, now: datetime) -> None:
        """End the membership; the last owner cannot. Records: memberships.membership_ended."""
        self._ensure_status(self.Status.ACTIVE, self.Status.PAUSED)
        if self.is_owner:
            self._ensure_another_owner()
        self.roles = [self.Role.MEMBER]
        self._become(self.Status.LEFT, now=now)

    def end_for_good(self, *, now: datetime) -> None:
        """End it in whatever state: the person is erased. `ensure_may_go` was asked before.

        Records: memberships.membership_ended.
        """
        self.roles = [self.Role.MEMBER]
        self._become(self.Status.LEFT, now=now)

    def return_as(self, roles: set[str], *, now: datetime) -> None:
        """Come back after having left. Records: memberships.membership_started."""
        self._ensure_status(self.Status.LEFT, self.Status.INVITED)
        self.roles = sorted(roles | {self.Role.MEMBER})
        self._become(self.Status.ACTIVE, now=now)

    def ensure_may_go(self) -> None:
        """Refuses the last owner; a member who leaves for good hands over first."""
        if self.is_owner and self.status == self.Status.ACTIVE:
            self._ensure_another_owner()

    def _become(self, status: "Membership.Status", *, now: datetime) -> None:
        self.status = status
        self.status_since = now
        self.save(update_fields=["roles", "status", "status_since"])

    def _ensure_status(self, *allowed: "Membership.Status") -> None:
        if self.status not in allowed:
            raise NotPossibleNow(_("This is not possible: the membership has changed meanwhile."))

    def _ensure_another_owner(self) -> None:
        """Lock the community first: two owners who leave together would both see the other.

        An owner whose account is about to be deleted does not count.
        """
        community = Community.objects.select_for_update().get(pk=self.community_id)
        others = Membership.objects.filter(community_id=self.community_id).active()
        staying = others.with_role(self.Role.OWNER).filter(user__deletion_due_at=None)
        if not staying.exclude(pk=self.pk).exists():
            message = _("%(community)s needs an owner. Make somebody else an owner first.")
            raise LastOwner(message % {"community": community.name})


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
