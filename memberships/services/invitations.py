from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from config.kernel import facts
from config.kernel.errors import Refusal
from config.kernel.transactions import use_case
from memberships import policies
from memberships.facts import INVITATION_WITHDRAWN, MEMBERSHIP_STARTED, PERSON_INVITED
from memberships.models import (
    AlreadyMember,
    Community,
    Invitation,
    JoinRequest,
    Membership,
    User,
)
from memberships.rules import INVITATIONS_PER_DAY


class TooManyInvitations(Refusal):
    """More letters in one day than we send for one community."""


@use_case
def invite_person(
    *, membership: Membership, email: str, roles: set[str], now: datetime
) -> Invitation:
    """Write a letter that holds for fourteen days; an older one to the same address gives way."""
    policies.ensure_may_own(membership)
    address = email.lower()
    Community.objects.select_for_update().get(pk=membership.community_id)  # one letter at a time
    invitations = Invitation.objects.within(membership.community)
    _ensure_may_be_invited(membership, address, now=now)
    for older in invitations.unused().filter(email=address).locked():
        older.give_way(now=now)
    invitation = Invitation.write(to=address, roles=roles, by=membership, now=now)
    facts.record(PERSON_INVITED, about=invitation, by=membership, now=now)
    return invitation


@use_case
def withdraw_invitation(
    *, membership: Membership, invitation_id: int, now: datetime
) -> Invitation:
    policies.ensure_may_own(membership)
    invitations = Invitation.objects.within(membership.community)
    invitation = invitations.locked().get(pk=invitation_id)
    invitation.withdraw(now=now)
    facts.record(INVITATION_WITHDRAWN, about=invitation, by=membership, now=now)
    return invitation


@use_case
def accept_invitation(
    *, community: Community, user: User, invitation_id: int, now: datetime
) -> Membership:
    """Join by a letter, once: it is locked, so that two who hold it cannot both come in."""
    invitation = Invitation.objects.within(community).locked().get(pk=invitation_id)
    invitation.ensure_open(now=now)
    invitation.ensure_meant_for(user)
    member = Membership.admit(community=community, user=user, roles=set(invitation.roles), now=now)
    invitation.accept(member, now=now)
    for request in JoinRequest.objects.within(community).waiting().filter(user=user).locked():
        request.decide(JoinRequest.Status.APPROVED, by=invitation.invited_by, now=now)
    facts.record(MEMBERSHIP_STARTED, about=member, by=member, now=now, way="invitation")
    return member


def _ensure_may_be_invited(membership: Membership, email: str, *, now: datetime) -> None:
    here = Membership.objects.within(membership.community)
    if here.for_life().filter(user__email=email).exists():
        raise AlreadyMember(_("Somebody with this address is a member already."), field="email")
    written = Invitation.objects.within(membership.community).sent_since(now - timedelta(days=1))
    if written.count() >= INVITATIONS_PER_DAY:
        raise TooManyInvitations(_("That is a lot of letters for one day. Go on tomorrow."))
