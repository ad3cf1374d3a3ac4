from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MinLengthValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from config.kernel import facts
from config.kernel.errors import Refusal
from config.kernel.models import CommunityOwned, CommunityQuerySet
from memberships.communities.facts import (
    COMMUNITY_CHANGED,
    COMMUNITY_STARTED,
    MEMBERSHIP_ENDED,
    MEMBERSHIP_PAUSED,
    MEMBERSHIP_RESUMED,
    MEMBERSHIP_STARTED,
    MEMBERSHIP_SUSPENDED,
    ROLES_CHANGED,
)
from memberships.communities.querysets import MembershipQuerySet
from memberships.communities.rules import RESERVED_SLUGS, other_slugs
from memberships.people.models import User


class NotCleared(Refusal):
    """Something that publishing or an RSVP needs is not in place yet."""


class SlugTaken(Refusal):
    """The address belongs to another community, or is reserved."""


class Community(models.Model):
    """A tenant: an instruction business, cohort programme or collective."""

    name = models.CharField(_("name"), max_length=80)
    slug = models.SlugField(_("address"), max_length=50, unique=True)
    description = models.TextField(_("description"), max_length=2000, blank=True)
    time_zone = models.CharField(_("time zone, IANA"), max_length=64)
    locale = models.CharField(_("language"), max_length=10, default="en")
    currency = models.CharField(_("currency, ISO 4217"), max_length=3, default="EUR")
    takes_join_requests = models.BooleanField(_("people may ask to join"), default=True)
    started_at = models.DateTimeField(_("started at"))
    started_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")

    class Meta:
        verbose_name = _("community")
        verbose_name_plural = _("communities")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(currency__regex=r"^[A-Z]{3}$"),
                name="currency_is_three_capital_letters",
            ),
        ]

    def __str__(self) -> str:
        return self.slug

    @property
    def community_id(self) -> int:
        """A community's facts are its own, so that reactions run in its scope."""
        return self.pk

    @classmethod
    def start(cls, *, slug: str, by: User, now: datetime, **words: str) -> "Community":
        """Begin a community whose first owner is `by`.

        Refuses an address that is reserved, or taken, and then proposes another.
        """
        if slug in RESERVED_SLUGS:
            raise SlugTaken(_("We keep this address for ourselves. Try another."), field="slug")
        community, is_new = cls.objects.get_or_create(
            slug=slug, defaults={**words, "started_at": now, "started_by": by}
        )
        if not is_new:
            free = cls._free_slug_like(slug)
            message = _("Another community lives at this address. This one is free: %(free)s")
            raise SlugTaken(message % {"free": free}, field="slug")
        founder = Membership.objects.create(
            community=community,
            user=by,
            roles=[Membership.Role.INSTRUCTOR, Membership.Role.MEMBER, Membership.Role.OWNER],
            joined_at=now,
            status_since=now,
        )
        facts.record(COMMUNITY_STARTED, about=community, by=founder, now=now)
        facts.record(MEMBERSHIP_STARTED, about=founder, by=founder, now=now, way="founding")
        return community

    @classmethod
    def _free_slug_like(cls, slug: str) -> str:
        others = other_slugs(slug)
        taken = set(cls.objects.filter(slug__in=others).values_list("slug", flat=True))
        return next((other for other in others if other not in taken), f"{slug[:40]}-community")

    def change(self, *, by: "Membership", now: datetime, **words: str | bool) -> None:
        """Replace what owners may set; the address stays."""
        for field, value in words.items():
            setattr(self, field, value)
        self.save(update_fields=list(words))
        facts.record(COMMUNITY_CHANGED, about=self, by=by, now=now)


class Clearance(CommunityOwned):
    """A condition for publishing or an RSVP, which a higher app writes and this one reads."""

    kind = models.CharField(_("kind"), max_length=40, validators=[MinLengthValidator(1)])
    is_satisfied = models.BooleanField(_("satisfied"), default=False)
    reason = models.CharField(_("what is missing, for people"), max_length=200, blank=True)

    objects = CommunityQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "kind"], name="one_clearance_of_a_kind_each"
            ),
            models.CheckConstraint(
                condition=models.Q(is_satisfied=True) | ~models.Q(reason=""),
                name="a_missing_clearance_says_why",
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class LastOwner(Refusal):
    """A community always keeps an owner."""


class NotPossibleNow(Refusal):
    words = _("This is not possible: the membership has changed meanwhile.")


class AlreadyMember(Refusal):
    pass


def labels_of(roles: list[str]) -> list[str]:
    """The roles beyond a plain member's, in words."""
    return [str(Membership.Role(role).label) for role in roles if role != Membership.Role.MEMBER]


class Membership(CommunityOwned):
    """A person's place in one community."""

    own_rows_column = "user_id"

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
    def name(self) -> str:
        """What others see. Needs the user's row."""
        return self.user.name or gettext("A former member")

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
        """A person's memberships, for the scope that shows them their own."""
        mine: MembershipQuerySet[Membership] = cls.objects.filter(user=user)
        return mine

    @classmethod
    def admit(
        cls,
        *,
        community: Community,
        user: User,
        roles: set[str],
        by: "Membership | None",
        way: str,
        now: datetime,
    ) -> "Membership":
        """Take a person in, or back in. Refuses a member.

        `way` is invitation or request. Without `by`, the person acts themselves.
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
            member._return_as(roles, now=now)
        facts.record(MEMBERSHIP_STARTED, about=member, by=by or member, now=now, way=way)
        return member

    def give_roles(self, roles: set[str], *, by: "Membership", now: datetime) -> None:
        """Replace the roles; everyone stays a member. Refuses to leave no owner."""
        if self.is_owner and self.Role.OWNER not in roles:
            self._ensure_another_owner()
        self.roles = sorted(roles | {self.Role.MEMBER})
        self.save(update_fields=["roles"])
        facts.record(ROLES_CHANGED, about=self, by=by, now=now)

    def pause(self, *, by: "Membership", now: datetime) -> None:
        """Step back for a while. Refuses the last owner."""
        self._ensure_status(self.Status.ACTIVE)
        if self.is_owner:
            self._ensure_another_owner()
        self._become(self.Status.PAUSED, now=now)
        facts.record(MEMBERSHIP_PAUSED, about=self, by=by, now=now)

    def resume(self, *, by: "Membership", now: datetime) -> None:
        """Come back from a pause."""
        self._ensure_status(self.Status.PAUSED)
        self._become(self.Status.ACTIVE, now=now)
        facts.record(MEMBERSHIP_RESUMED, about=self, by=by, now=now)

    def suspend(self, *, by: "Membership | None", now: datetime) -> None:
        """Shut the member out for a time, by a measure."""
        self._ensure_status(self.Status.ACTIVE, self.Status.PAUSED)
        self._become(self.Status.SUSPENDED, now=now)
        facts.record(MEMBERSHIP_SUSPENDED, about=self, by=by, now=now)

    def leave(self, *, by: "Membership", now: datetime) -> None:
        """End the membership. Refuses the last owner."""
        self._ensure_status(self.Status.ACTIVE, self.Status.PAUSED)
        if self.is_owner:
            self._ensure_another_owner()
        self._end(way="left" if by.pk == self.pk else "removed", by=by, now=now)

    def end_for_good(self, *, now: datetime) -> None:
        """End it in any status, since the person is erased. Needs `ensure_may_go` before."""
        self._end(way="erased", by=None, now=now)

    def _end(self, *, way: str, by: "Membership | None", now: datetime) -> None:
        self.roles = [self.Role.MEMBER]
        self._become(self.Status.LEFT, now=now)
        facts.record(MEMBERSHIP_ENDED, about=self, by=by, now=now, way=way)

    def _return_as(self, roles: set[str], *, now: datetime) -> None:
        self._ensure_status(self.Status.LEFT, self.Status.INVITED)
        self.roles = sorted(roles | {self.Role.MEMBER})
        self._become(self.Status.ACTIVE, now=now)

    def ensure_may_go(self) -> None:
        """Refuses the last owner, who must hand over first."""
        if self.is_owner and self.status == self.Status.ACTIVE:
            self._ensure_another_owner()

    def _become(self, status: "Membership.Status", *, now: datetime) -> None:
        self.status = status
        self.status_since = now
        self.save(update_fields=["roles", "status", "status_since"])

    def _ensure_status(self, *allowed: "Membership.Status") -> None:
        if self.status not in allowed:
            raise NotPossibleNow

    def _ensure_another_owner(self) -> None:
        """Refuses the last owner. One whose account is about to be deleted does not count.

        Locks the community: of two owners who leave at once, each would count the other.
        """
        community = Community.objects.select_for_update().get(pk=self.community_id)
        others = Membership.objects.filter(community_id=self.community_id).active()
        staying = others.with_role(self.Role.OWNER).filter(user__deletion_due_at=None)
        if not staying.exclude(pk=self.pk).exists():
            message = _("%(community)s needs an owner. Make somebody else an owner first.")
            raise LastOwner(message % {"community": community.name})
