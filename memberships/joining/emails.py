from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from memberships.communities.models import Membership
from memberships.joining.models import Invitation, JoinRequest
from memberships.mail.emails import (
    absolute,
    compose,
    compose_for_address,
    compose_for_person,
    page_url,
    sign_token,
)
from memberships.mail.models import NotificationPreference


def invitation(letter: Invitation) -> EmailMultiAlternatives:
    token = sign_token(purpose="invitation", community=letter.community_id, invitation=letter.pk)
    return compose_for_address(
        email=letter.email,
        community=letter.community,
        subject=_("%(inviter)s invites you to %(community)s"),
        template="memberships/joining/emails/invitation",
        context={
            "inviter": letter.invited_by.user.name,
            "url": absolute(reverse("memberships:invitation_detail", args=[token])),
            "expires_at": letter.expires_at,
        },
    )


def join_request(request: JoinRequest, *, to: Membership) -> EmailMultiAlternatives:
    return compose(
        membership=to,
        category=NotificationPreference.Category.COMMUNITY,
        subject=_("%(person)s asks to join %(community)s"),
        template="memberships/joining/emails/join_request",
        context={
            "person": request.user.name,
            "message": request.message,
            "url": page_url("join_request_list", request.community),
        },
    )


def join_request_approved(request: JoinRequest) -> EmailMultiAlternatives:
    return compose_for_person(
        user=request.user,
        community=request.community,
        subject=_("Welcome to %(community)s"),
        template="memberships/joining/emails/join_request_approved",
        context={"url": page_url("community_detail", request.community)},
    )


def join_request_declined(request: JoinRequest) -> EmailMultiAlternatives:
    return compose_for_person(
        user=request.user,
        community=request.community,
        subject=_("Your request to join %(community)s"),
        template="memberships/joining/emails/join_request_declined",
        context={},
    )
