from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.kernel import facts
from config.kernel.errors import Refusal
from config.kernel.models import CommunityOwned
from memberships.communities.models import Community, Membership, labels_of
from memberships.joining.facts import (
    INVITATION_WITHDRAWN,
    JOIN_REQUEST_APPROVED,
    JOIN_REQUEST_DECLINED,
    JOIN_REQUESTED,
    PERSON_INVITED,
)
from memberships.joining.querysets import InvitationQuerySet, JoinRequestQuerySet
from memberships.joining.rules import INVITATION_LASTS
from memberships.people.models import User


class InvitationSpent(Refusal):
    words = _("This invitation is no longer valid. Ask for a new one.")


class AlreadyDecided(Refusal):
    words = _("Somebody has answered this request already.")


class AlreadyAsked(Refusal):
    words = _("You have asked already. We mail you as soon as there is an answer.")


class OtherAddress(Refusal):
    words = _("This invitation gives a role. Sign in with the address it was sent to.")


class Invitation(CommunityOwned):
    """A mail that lets one person in, once, within fourteen days."""

    email = models.EmailField(_("e-mail"), max_length=254)
    roles: "ArrayField[Any, Any]" = ArrayField(
        models.CharField(max_length=16, choices=Membership.Role), verbose_name=_("roles")
    )
    invited_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    sent_at = models.DateTimeField(_("sent at"))
    expires_at = models.DateTimeField(_("expires at"))
    accepted_at = models.DateTimeField(_("accepted at"), null=True)
    accepted_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True
    )
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "email"],
                condition=Q(accepted_at=None, withdrawn_at=None),
                name="one_open_invitation_per_address",
            ),
            models.CheckConstraint(
                condition=Q(accepted_at=None, accepted_by=None)
                | Q(accepted_at__isnull=False, accepted_by__isnull=False),
                name="an_accepted_invitation_names_who_accepted",
            ),
        ]

    def __str__(self) -> str:
        return f"invitation #{self.pk}"

    @property
    def role_labels(self) -> list[str]:
        return labels_of(self.roles)

    @property
    def gives_more_than_a_seat(self) -> bool:
        return set(self.roles) != {Membership.Role.MEMBER}

    @property
    def is_unused(self) -> bool:
        """Neither accepted nor withdrawn; it may have expired."""
        return self.accepted_at is None and self.withdrawn_at is None

    @classmethod
    def write(cls, *, to: str, roles: set[str], by: Membership, now: datetime) -> "Invitation":
        """Invite an address for fourteen days."""
        invitation = cls.objects.create(
            community_id=by.community_id,
            email=to,
            roles=sorted(roles | {Membership.Role.MEMBER}),
            invited_by=by,
            sent_at=now,
            expires_at=now + INVITATION_LASTS,
        )
        facts.record(PERSON_INVITED, about=invitation, by=by, now=now)
        return invitation

    def ensure_meant_for(self, user: User) -> None:
        """Refuses another address, unless the invitation makes nobody more than a member."""
        if self.gives_more_than_a_seat and user.email != self.email:
            raise OtherAddress

    def ensure_open(self, *, now: datetime) -> None:
        """Refuses one that was used, withdrawn, or is older than fourteen days."""
        if not self.is_unused or self.expires_at <= now:
            raise InvitationSpent

    def accept(self, membership: Membership, *, now: datetime) -> None:
        """Use it up. Not a fact: the membership that starts is."""
        self.ensure_open(now=now)
        self.accepted_at = now
        self.accepted_by = membership
        self.save(update_fields=["accepted_at", "accepted_by"])

    def withdraw(self, *, by: Membership, now: datetime) -> None:
        """Take it back. Refuses one that is not open."""
        self.ensure_open(now=now)
        self.withdrawn_at = now
        self.save(update_fields=["withdrawn_at"])
        facts.record(INVITATION_WITHDRAWN, about=self, by=by, now=now)

    def give_way(self, *, now: datetime) -> None:
        """Make room for a newer invitation to the same address, even if this one has expired."""
        self.withdrawn_at = now
        self.save(update_fields=["withdrawn_at"])


class JoinRequest(CommunityOwned):
    """A person asks to join; an owner or moderator answers."""

    class Status(models.TextChoices):
        WAITING = "WAITING", _("Waiting")
        APPROVED = "APPROVED", _("Approved")
        DECLINED = "DECLINED", _("Declined")

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    message = models.CharField(_("message"), max_length=300, blank=True)
    status = models.CharField(_("status"), max_length=16, choices=Status, default=Status.WAITING)
    asked_at = models.DateTimeField(_("asked at"))
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="+", null=True
    )

    objects = JoinRequestQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["community", "user"],
                condition=Q(status="WAITING"),
                name="one_waiting_request_per_person",
            ),
            models.CheckConstraint(
                condition=Q(status="WAITING", decided_at=None, decided_by=None)
                | (~Q(status="WAITING") & Q(decided_at__isnull=False, decided_by__isnull=False)),
                name="a_decided_request_says_when_and_by_whom",
            ),
        ]

    def __str__(self) -> str:
        return f"join request #{self.pk}"

    @classmethod
    def ask(
        cls, *, community: Community, user: User, message: str, now: datetime
    ) -> "JoinRequest":
        """Ask to join. Refuses while an answer is due."""
        request, is_new = cls.objects.get_or_create(
            community=community,
            user=user,
            status=cls.Status.WAITING,
            defaults={"message": message, "asked_at": now},
        )
        if not is_new:
            raise AlreadyAsked
        facts.record(JOIN_REQUESTED, about=request, by=None, now=now)
        return request

    def approve(self, *, by: Membership, now: datetime) -> None:
        """Say yes. Refuses a second answer. Needs the locked row, as do the next two."""
        self._decide(self.Status.APPROVED, by=by, now=now)
        facts.record(JOIN_REQUEST_APPROVED, about=self, by=by, now=now)

    def decline(self, *, by: Membership, now: datetime) -> None:
        """Say no. Refuses a second answer."""
        self._decide(self.Status.DECLINED, by=by, now=now)
        facts.record(JOIN_REQUEST_DECLINED, about=self, by=by, now=now)

    def give_way(self, invitation: Invitation, *, now: datetime) -> None:
        """Count as approved, since an invitation let the person in. Not a fact: that is."""
        self._decide(self.Status.APPROVED, by=invitation.invited_by, now=now)

    def _decide(self, status: "JoinRequest.Status", *, by: Membership, now: datetime) -> None:
        if self.status != self.Status.WAITING:
            raise AlreadyDecided
        self.status = status
        self.decided_at = now
        self.decided_by = by
        self.save(update_fields=["status", "decided_at", "decided_by"])
