from datetime import datetime

from django.core.exceptions import PermissionDenied

from config.kernel.transactions import use_case
from memberships.communities import policies
from memberships.communities.models import Community, Membership
from memberships.people.models import User


@use_case
def change_roles(
    *, membership: Membership, member_id: int, roles: set[str], now: datetime
) -> Membership:
    """Replace a member's roles. Owners may. Refuses to leave no owner."""
    policies.ensure_may_own(membership)
    member = _locked(membership.community, member_id)
    member.give_roles(roles, by=membership, now=now)
    return member


@use_case
def pause_member(*, membership: Membership, member_id: int, now: datetime) -> Membership:
    """Pause oneself, or a member one looks after."""
    member = _locked(membership.community, member_id)
    if member.pk != membership.pk:
        policies.ensure_may_look_after(membership, other=member)
    member.pause(by=membership, now=now)
    return member


@use_case
def resume_member(
    *, community: Community, user: User, member_id: int, now: datetime
) -> Membership:
    """End a pause. Takes a `user`, since a paused member reaches no other page."""
    actor = Membership.objects.within(community).present().get(user=user)
    member = _locked(community, member_id)
    if member.pk != actor.pk:
        _ensure_active(actor)
        policies.ensure_may_look_after(actor, other=member)
    member.resume(by=actor, now=now)
    return member


@use_case
def remove_member(*, membership: Membership, member_id: int, now: datetime) -> Membership:
    """End another member's membership; they may ask to join again."""
    member = _locked(membership.community, member_id)
    policies.ensure_may_look_after(membership, other=member)
    member.leave(by=membership, now=now)
    return member


@use_case
def leave_community(*, membership: Membership, now: datetime) -> Membership:
    """End one's own membership. Refuses the last owner."""
    member = _locked(membership.community, membership.pk)
    member.leave(by=membership, now=now)
    return member


def _locked(community: Community, member_id: int) -> Membership:
    return Membership.objects.within(community).present().locked().get(pk=member_id)


def _ensure_active(membership: Membership) -> None:
    if membership.status != Membership.Status.ACTIVE:
        raise PermissionDenied
