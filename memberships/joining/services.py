from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Refusal
from config.kernel.transactions import use_case
from memberships.communities import policies
from memberships.communities.models import AlreadyMember, Community, Membership
from memberships.joining.models import Invitation, JoinRequest
from memberships.joining.rules import ASK_AGAIN_AFTER, INVITATIONS_PER_DAY
from memberships.people.models import User


class TooManyInvitations(Refusal):
    words = _("That is a lot of letters for one day. Go on tomorrow.")


@use_case
def invite_person(
    *, membership: Membership, email: str, roles: set[str], now: datetime
) -> Invitation:
    """Invite an address for fourteen days; replaces an older invitation to it. Owners may."""
    policies.ensure_may_own(membership)
    address = email.lower()
    Community.objects.select_for_update().get(pk=membership.community_id)  # one letter at a time
    invitations = Invitation.objects.within(membership.community)
    _ensure_may_be_invited(membership, address, now=now)
    for older in invitations.unused().filter(email=address).locked():
        older.give_way(now=now)
    return Invitation.write(to=address, roles=roles, by=membership, now=now)


@use_case
def withdraw_invitation(
    *, membership: Membership, invitation_id: int, now: datetime
) -> Invitation:
    policies.ensure_may_own(membership)
    invitations = Invitation.objects.within(membership.community)
    invitation = invitations.locked().get(pk=invitation_id)
    invitation.withdraw(by=membership, now=now)
    return invitation


@use_case
def accept_invitation(
    *, community: Community, user: User, invitation_id: int, now: datetime
) -> Membership:
    """Join by an invitation. Locks it, so that two who hold it cannot both come in."""
    invitation = Invitation.objects.within(community).locked().get(pk=invitation_id)
    invitation.ensure_open(now=now)
    invitation.ensure_meant_for(user)
    roles = set(invitation.roles)
    member = Membership.admit(
        community=community, user=user, roles=roles, by=None, way="invitation", now=now
    )
    invitation.accept(member, now=now)
    for request in JoinRequest.objects.within(community).waiting().filter(user=user).locked():
        request.give_way(invitation, now=now)
    return member


def _ensure_may_be_invited(membership: Membership, email: str, *, now: datetime) -> None:
    here = Membership.objects.within(membership.community)
    if here.for_life().filter(user__email=email).exists():
        raise AlreadyMember(_("Somebody with this address is a member already."), field="email")
    written = Invitation.objects.within(membership.community).sent_since(now - timedelta(days=1))
    if written.count() >= INVITATIONS_PER_DAY:
        raise TooManyInvitations


class NotAsking(Refusal):
    """The community takes nobody on request, or not this person at the moment."""


@use_case
def ask_to_join(*, community: Community, user: User, message: str, now: datetime) -> JoinRequest:
    """Ask to join. Refuses members, a second request, and one within a week of a "no"."""
    _ensure_may_ask(community=community, user=user, now=now)
    return JoinRequest.ask(community=community, user=user, message=message, now=now)


@use_case
def approve_join_request(
    *, membership: Membership, join_request_id: int, now: datetime
) -> Membership:
    """Take the person in as a member."""
    policies.ensure_may_moderate(membership)
    request = _locked(membership, join_request_id)
    request.approve(by=membership, now=now)
    return Membership.admit(
        community=membership.community,
        user=request.user,
        roles=set(),
        by=membership,
        way="request",
        now=now,
    )


@use_case
def decline_join_request(
    *, membership: Membership, join_request_id: int, now: datetime
) -> JoinRequest:
    policies.ensure_may_moderate(membership)
    request = _locked(membership, join_request_id)
    request.decline(by=membership, now=now)
    return request


def _locked(membership: Membership, join_request_id: int) -> JoinRequest:
    requests = JoinRequest.objects.within(membership.community).select_related("user")
    return requests.locked().get(pk=join_request_id)


def _ensure_may_ask(*, community: Community, user: User, now: datetime) -> None:
    if not community.takes_join_requests:
        raise NotAsking(_("This community takes new people by invitation only."))
    member = Membership.objects.within(community).for_life().filter(user=user).first()
    if member is not None and member.status == Membership.Status.SUSPENDED:
        raise NotAsking(_("You cannot ask to join this community at the moment."))
    if member is not None:
        raise AlreadyMember(_("You are a member already."))
    answered = JoinRequest.objects.within(community).filter(user=user)
    if answered.declined_since(now - ASK_AGAIN_AFTER).exists():
        raise NotAsking(_("You had an answer a few days ago. You can ask again in a week."))
