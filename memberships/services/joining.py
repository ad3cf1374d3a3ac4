from datetime import datetime

from django.utils.translation import gettext_lazy as _

from config.kernel import facts
from config.kernel.errors import Refusal
from config.kernel.transactions import use_case
from memberships import policies
from memberships.facts import (
    JOIN_REQUEST_APPROVED,
    JOIN_REQUEST_DECLINED,
    JOIN_REQUESTED,
    MEMBERSHIP_STARTED,
)
from memberships.models import (
    AlreadyMember,
    Community,
    JoinRequest,
    Membership,
    User,
)
from memberships.rules import ASK_AGAIN_AFTER


class NotAsking(Refusal):
    """The community takes nobody on request, or not this person now."""


@use_case
def ask_to_join(*, community: Community, user: User, message: str, now: datetime) -> JoinRequest:
    """Ask the owners; refuses members, a second request, and one within a week of a "no"."""
    _ensure_may_ask(community=community, user=user, now=now)
    request = JoinRequest.ask(community=community, user=user, message=message, now=now)
    facts.record(JOIN_REQUESTED, about=request, by=None, now=now)
    return request


@use_case
def approve_join_request(
    *, membership: Membership, join_request_id: int, now: datetime
) -> Membership:
    """Take the person in as a member."""
    policies.ensure_may_moderate(membership)
    request = _locked(membership, join_request_id)
    request.decide(JoinRequest.Status.APPROVED, by=membership, now=now)
    member = Membership.admit(
        community=membership.community, user=request.user, roles=set(), now=now
    )
    facts.record(JOIN_REQUEST_APPROVED, about=request, by=membership, now=now)
    facts.record(MEMBERSHIP_STARTED, about=member, by=membership, now=now, way="request")
    return member


@use_case
def decline_join_request(
    *, membership: Membership, join_request_id: int, now: datetime
) -> JoinRequest:
    policies.ensure_may_moderate(membership)
    request = _locked(membership, join_request_id)
    request.decide(JoinRequest.Status.DECLINED, by=membership, now=now)
    facts.record(JOIN_REQUEST_DECLINED, about=request, by=membership, now=now)
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
