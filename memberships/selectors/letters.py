"""What mails of this app are written from."""

from config.kernel.transactions import reading
from memberships.models import (
    Community,
    Invitation,
    JoinRequest,
    Membership,
    NotificationPreference,
    User,
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
    wanting = active.wanting(NotificationPreference.Category.COMMUNITY)
    rows = wanting.filter(roles__overlap=["OWNER", "MODERATOR"])
    return list(rows.select_related("user", "community").order_by("pk"))


@reading
def removal_letter(*, community: Community, membership_id: int) -> Membership:
    members = Membership.objects.within(community).select_related("user", "community")
    return members.get(pk=membership_id)


def person_letter(*, user_id: int) -> User:
    """People are no tenant's rows: no door."""
    person: User = User.objects.get(pk=user_id)
    return person
