"""The mails of this app. Each is built here and sent by a reaction."""

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from memberships.emails.composing import (
    absolute,
    compose,
    compose_for_address,
    compose_for_person,
)
from memberships.emails.tokens import sign_token
from memberships.models import (
    Community,
    Invitation,
    JoinRequest,
    Membership,
    NotificationPreference,
    User,
)

FOLDER = "memberships/emails"


def invitation(letter: Invitation) -> EmailMultiAlternatives:
    token = sign_token(purpose="invitation", community=letter.community_id, invitation=letter.pk)
    return compose_for_address(
        email=letter.email,
        community=letter.community,
        subject=_("%(inviter)s invites you to %(community)s"),
        template=f"{FOLDER}/invitation",
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
        template=f"{FOLDER}/join_request",
        context={
            "person": request.user.name,
            "message": request.message,
            "url": _page("join_request_list", request.community),
        },
    )


def join_request_approved(request: JoinRequest) -> EmailMultiAlternatives:
    return compose_for_person(
        user=request.user,
        community=request.community,
        subject=_("Welcome to %(community)s"),
        template=f"{FOLDER}/join_request_approved",
        context={"url": _page("community_detail", request.community)},
    )


def join_request_declined(request: JoinRequest) -> EmailMultiAlternatives:
    return compose_for_person(
        user=request.user,
        community=request.community,
        subject=_("Your request to join %(community)s"),
        template=f"{FOLDER}/join_request_declined",
        context={},
    )


def removal(member: Membership) -> EmailMultiAlternatives:
    return compose_for_person(
        user=member.user,
        community=member.community,
        subject=_("You are no longer a member of %(community)s"),
        template=f"{FOLDER}/removal",
        context={},
    )


def deletion_asked(user: User) -> EmailMultiAlternatives:
    return compose_for_person(
        user=user,
        community=None,
        subject=_("Your account will be deleted in seven days"),
        template=f"{FOLDER}/deletion_asked",
        context={
            "due_at": user.deletion_due_at,
            "url": absolute(reverse("memberships:account_deletion")),
        },
    )


def _page(name: str, community: Community) -> str:
    return absolute(reverse(f"memberships:{name}", args=[community.slug]))
