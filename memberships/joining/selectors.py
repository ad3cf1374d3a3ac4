from dataclasses import dataclass
from datetime import datetime

from django.db.models import BooleanField, ExpressionWrapper, Q

from config.kernel.transactions import reading
from memberships.communities import policies
from memberships.communities.models import Community, Membership
from memberships.joining.models import Invitation, JoinRequest


@reading
def join_requests_page(*, membership: Membership) -> list[JoinRequest]:
    """Requests that wait for an answer, the longest first."""
    policies.ensure_may_moderate(membership)
    waiting = JoinRequest.objects.within(membership.community).waiting()
    return list(waiting.select_related("user").order_by("asked_at", "pk"))


@reading
def invitations_page(*, membership: Membership, now: datetime) -> list[Invitation]:
    """Invitations that are not answered, newest first, each with `has_run_out`."""
    policies.ensure_may_own(membership)
    has_run_out = ExpressionWrapper(Q(expires_at__lte=now), output_field=BooleanField())
    unused = Invitation.objects.within(membership.community).unused()
    known = unused.annotate(has_run_out=has_run_out).select_related("invited_by__user")
    return list(known.order_by("-sent_at", "-pk")[:200])


@dataclass(frozen=True, slots=True)
class InvitationPage:
    """What the link in an invitation shows."""

    invitation: Invitation
    community: Community
    is_open: bool


@reading
def invitation_at(*, community: Community, invitation_id: int, now: datetime) -> InvitationPage:
    invitations = Invitation.objects.within(community).select_related("invited_by__user")
    invitation = invitations.get(pk=invitation_id)
    return InvitationPage(
        invitation=invitation,
        community=community,
        is_open=invitation.is_unused and invitation.expires_at > now,
    )
