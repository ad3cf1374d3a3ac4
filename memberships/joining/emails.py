from django.core.mail import get_connection
from django.utils.translation import gettext_lazy as _

from config.kernel.models import Fact
from config.kernel.reactions import reacts_to
from config.kernel.transactions import reading
from memberships.communities.models import Community, Membership
from memberships.joining.facts import (
    JOIN_REQUEST_APPROVED,
    JOIN_REQUEST_DECLINED,
    JOIN_REQUESTED,
    PERSON_INVITED,
)
from memberships.joining.models import Invitation, JoinRequest
from memberships.mail.emails import Mail, sent_on, sign_token
from memberships.mail.models import NotificationPreference
from memberships.mail.querysets import who_want
from memberships.people.models import User

COMMUNITY = NotificationPreference.Category.COMMUNITY


@sent_on(PERSON_INVITED, name="memberships.mail_invitation")
def mail_invitation(fact: Fact) -> Mail | None:
    """To an address whose person we may not know: in the community's language."""
    invitations = Invitation.objects.within(fact.home).select_related("invited_by__user")
    invitation = invitations.get(pk=fact.subject_id)
    if not invitation.is_unused:
        return None
    token = sign_token(
        purpose="invitation", community=invitation.community_id, invitation=invitation.pk
    )
    return Mail(
        to=User(email=invitation.email),
        community=fact.home,
        subject=_("%(inviter)s invites you to %(community)s"),
        template="memberships/joining/emails/invitation.html",
        context={
            "inviter": invitation.invited_by.user.name,
            "token": token,
            "expires_at": invitation.expires_at,
        },
    )


@reacts_to(JOIN_REQUESTED, name="memberships.mail_join_request", outside=True)
def mail_join_request(fact: Fact) -> None:
    """To owners and moderators who want such news, all in one connection."""
    mails = _join_request_mails(community=fact.home, join_request_id=fact.subject_id)
    get_connection().send_messages([mail.message() for mail in mails])


@sent_on(JOIN_REQUEST_APPROVED, name="memberships.mail_join_approval")
def mail_join_approval(fact: Fact) -> Mail:
    return Mail(
        to=_join_request(fact.home, fact.subject_id).user,
        community=fact.home,
        subject=_("Welcome to %(community)s"),
        template="memberships/joining/emails/join_request_approved.html",
    )


@sent_on(JOIN_REQUEST_DECLINED, name="memberships.mail_join_refusal")
def mail_join_refusal(fact: Fact) -> Mail:
    return Mail(
        to=_join_request(fact.home, fact.subject_id).user,
        community=fact.home,
        subject=_("Your request to join %(community)s"),
        template="memberships/joining/emails/join_request_declined.html",
    )


@reading
def _join_request_mails(*, community: Community, join_request_id: int) -> list[Mail]:
    request = _join_request(community, join_request_id)
    wanting = who_want(Membership.objects.within(community).active(), COMMUNITY)
    readers = wanting.filter(roles__overlap=["OWNER", "MODERATOR"])
    return [
        Mail(
            to=reader,
            category=COMMUNITY,
            subject=_("%(person)s asks to join %(community)s"),
            template="memberships/joining/emails/join_request.html",
            context={"person": request.user.name, "message": request.message},
        )
        for reader in readers.select_related("user", "community").order_by("pk")
    ]


def _join_request(community: Community, join_request_id: int) -> JoinRequest:
    requests = JoinRequest.objects.within(community).select_related("user")
    return requests.get(pk=join_request_id)
