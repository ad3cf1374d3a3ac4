from dataclasses import dataclass
from datetime import datetime

from config.kernel.transactions import reading
from memberships.communities import policies
from memberships.communities.models import Community, Membership
from memberships.joining.models import Invitation, JoinRequest
from memberships.mail.models import NotificationPreference
from memberships.mail.querysets import who_want


@reading
def join_requests_page(*, membership: Membership) -> list[JoinRequest]:
    """Who waits for an answer, longest first."""
    policies.ensure_may_moderate(membership)
    waiting = JoinRequest.objects.within(membership.community).waiting()
    return list(waiting.select_related("user").order_by("asked_at", "pk"))


@dataclass(frozen=True, slots=True)
class Letter:
    """One line of the invitations page."""

    invitation_id: int
    email: str
    roles: list[str]
    role_codes: list[str]
    inviter: str
    expires_at: datetime
    has_run_out: bool


@reading
def invitations_page(*, membership: Membership, now: datetime) -> list[Letter]:
    """Letters that have not been answered, newest first; those that ran out say so."""
    policies.ensure_may_own(membership)
    unused = Invitation.objects.within(membership.community).unused()
    rows = unused.select_related("invited_by__user").order_by("-sent_at", "-pk")[:200]
    return [_letter(row, now=now) for row in rows]


def _letter(row: Invitation, *, now: datetime) -> Letter:
    return Letter(
        invitation_id=row.pk,
        email=row.email,
        roles=row.role_labels,
        role_codes=[role for role in row.roles if role != Membership.Role.MEMBER],
        inviter=row.invited_by.user.name,
        expires_at=row.expires_at,
        has_run_out=row.expires_at <= now,
    )


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """What a letter's link shows."""

    invitation: Invitation
    community: Community
    inviter: str
    is_open: bool


@reading
def invitation_at(*, community: Community, invitation_id: int, now: datetime) -> InvitationPage:
    invitations = Invitation.objects.within(community).select_related("invited_by__user")
    invitation = invitations.get(pk=invitation_id)
    return InvitationPage(
        invitation=invitation,
        community=community,
        inviter=invitation.invited_by.user.name,
        is_open=invitation.is_unused and invitation.expires_at > now,
    )


@reading
def invitation_letter(*, community: Community, invitation_id: int) -> Invitation:
    """With who invites, and the community."""
    invitations = Invitation.objects.within(community)
    return invitations.select_related("invited_by__user", "community").get(pk=invitation_id)


@reading
def join_request_letter(*, community: Community, join_request_id: int) -> JoinRequest:
    requests = JoinRequest.objects.within(community).select_related("user", "community")
    return requests.get(pk=join_request_id)


@reading
def lookers_after(*, community: Community) -> list[Membership]:
    """Owners and moderators who want news of the community by mail."""
    active = Membership.objects.within(community).active()
    wanting = who_want(active, NotificationPreference.Category.COMMUNITY)
    rows = wanting.filter(roles__overlap=["OWNER", "MODERATOR"])
    return list(rows.select_related("user", "community").order_by("pk"))
