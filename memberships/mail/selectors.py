from dataclasses import dataclass

from config.kernel.transactions import reading, reading_mine
from memberships.communities.models import Community, Membership
from memberships.mail.models import NotificationPreference
from memberships.people.models import User


def wants_mail(*, membership: Membership, category: str) -> bool:
    """Whether the member has not switched this kind of mail off. Needs a tenant scope."""
    return not membership.notification_preferences.filter(category=category).exists()


@dataclass(frozen=True, slots=True)
class MailChoice:
    """Which kinds of mail a person gets from one community."""

    membership: Membership
    wanted: list[str]


def notification_choices(*, user: User) -> list[MailChoice]:
    """One choice for each community the person belongs to, read community by community."""
    return [
        MailChoice(membership=membership, wanted=_wanted(membership=membership))
        for membership in _my_memberships(user=user)
    ]


@reading_mine
def my_membership_in(*, user: User, membership_id: int) -> Membership:
    """One of the person's own memberships. Raises `DoesNotExist` for any other."""
    mine = Membership.of(user).present().select_related("community", "user")
    return mine.get(pk=membership_id)


@reading
def membership_at(*, community: Community, membership_id: int) -> Membership:
    members = Membership.objects.within(community).select_related("user", "community")
    return members.get(pk=membership_id)


@reading_mine
def _my_memberships(*, user: User) -> list[Membership]:
    mine = Membership.of(user).present().select_related("community")
    return list(mine.order_by("community__name", "pk"))


@reading
def _wanted(*, membership: Membership) -> list[str]:
    rows = NotificationPreference.objects.within(membership.community)
    muted = set(rows.filter(membership=membership).values_list("category", flat=True))
    return [value for value in NotificationPreference.Category.values if value not in muted]


def category_label(*, category: str) -> str:
    """The name of a kind of mail. Raises `KeyError` for an unknown one."""
    labels = dict(NotificationPreference.Category.choices)
    return str(labels[category])
