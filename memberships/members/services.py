from datetime import datetime

from django.core.exceptions import PermissionDenied

from config.kernel import facts
from config.kernel.transactions import use_case
from memberships.communities import policies
from memberships.communities.facts import (
    MEMBERSHIP_ENDED,
    MEMBERSHIP_PAUSED,
    MEMBERSHIP_RESUMED,
    ROLES_CHANGED,
)
from memberships.communities.models import Community, Membership
from memberships.people.models import User


@use_case
def change_roles(
    *, membership: Membership, member_id: int, roles: set[str], now: datetime
) -> Membership:
    """Replace somebody's roles. Owners only, and never leaving a community without one."""
    policies.ensure_may_own(membership)
    member = _locked(membership.community, member_id)
    member.give_roles(roles)
    facts.record(ROLES_CHANGED, about=member, by=membership, now=now)
    return member


@use_case
def pause_member(*, membership: Membership, member_id: int, now: datetime) -> Membership:
    """Step back for a while: oneself, or somebody one looks after."""
    member = _locked(membership.community, member_id)
    if member.pk != membership.pk:
        policies.ensure_may_look_after(membership, other=member)
    member.pause(now=now)
    facts.record(MEMBERSHIP_PAUSED, about=member, by=membership, now=now)
    return member


@use_case
def resume_member(
    *, community: Community, user: User, member_id: int, now: datetime
) -> Membership:
    """End a pause. `user` may stand outside, since a paused member is let past no other page."""
    actor = Membership.objects.within(community).present().get(user=user)
    member = _locked(community, member_id)
    if member.pk != actor.pk:
        _ensure_active(actor)
        policies.ensure_may_look_after(actor, other=member)
    member.resume(now=now)
    facts.record(MEMBERSHIP_RESUMED, about=member, by=actor, now=now)
    return member


@use_case
def remove_member(*, membership: Membership, member_id: int, now: datetime) -> Membership:
    """End somebody else's membership; they may ask to join again."""
    member = _locked(membership.community, member_id)
    policies.ensure_may_look_after(membership, other=member)
    member.leave(now=now)
    facts.record(MEMBERSHIP_ENDED, about=member, by=membership, now=now, way="removed")
    return member


@use_case
def leave_community(*, membership: Membership, now: datetime) -> Membership:
    """End one's own membership; the last owner cannot."""
    member = _locked(membership.community, membership.pk)
    member.leave(now=now)
    facts.record(MEMBERSHIP_ENDED, about=member, by=membership, now=now, way="left")
    return member


def _locked(community: Community, member_id: int) -> Membership:
    return Membership.objects.within(community).present().locked().get(pk=member_id)


def _ensure_active(membership: Membership) -> None:
    if membership.status != Membership.Status.ACTIVE:
        raise PermissionDenied
