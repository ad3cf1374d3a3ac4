from datetime import datetime
from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Refusal
from config.kernel.models import CommunityOwned
from memberships.models.membership import Membership
from memberships.models.person import User
from memberships.querysets import InvitationQuerySet, JoinRequestQuerySet


class InvitationSpent(Refusal):
    """Used, withdrawn or older than fourteen days."""


class AlreadyDecided(Refusal):
    pass


class Invitation(CommunityOwned):
    """A letter that lets one person in, once, within fourteen days."""

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

    def ensure_open(self, *, now: datetime) -> None:
        """Refuses what was used, withdrawn or is older than fourteen days."""
        if self.accepted_at or self.withdrawn_at or self.expires_at <= now:
            raise InvitationSpent(_("This invitation is no longer valid. Ask for a new one."))

    def accept(self, membership: Membership, *, now: datetime) -> None:
        self.ensure_open(now=now)
        self.accepted_at = now
        self.accepted_by = membership
        self.save(update_fields=["accepted_at", "accepted_by"])

    def withdraw(self, *, now: datetime) -> None:
        self.ensure_open(now=now)
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

    def decide(self, status: "JoinRequest.Status", *, by: Membership, now: datetime) -> None:
        """Answer once; a second answer is refused."""
        if self.status != self.Status.WAITING:
            raise AlreadyDecided(_("Somebody has answered this request already."))
        self.status = status
        self.decided_at = now
        self.decided_by = by
        self.save(update_fields=["status", "decided_at", "decided_by"])
