from datetime import datetime

from config.kernel import facts
from config.kernel.transactions import use_case
from memberships.communities.models import Membership
from memberships.mail.facts import PREFERENCES_CHANGED
from memberships.mail.models import NotificationPreference

Category = NotificationPreference.Category


@use_case
def choose_mail(*, membership: Membership, wanted: set[str], now: datetime) -> None:
    """Leave on the kinds of mail in `wanted`, and switch the others off."""
    for category in Category.values:
        _set(membership, category, is_muted=category not in wanted, now=now)


@use_case
def mute_mail(*, membership: Membership, category: str, now: datetime) -> None:
    """Switch one kind of mail off, by the link in a mail. Twice changes nothing more."""
    _set(membership, Category(category), is_muted=True, now=now)


def _set(member: Membership, category: str, *, is_muted: bool, now: datetime) -> None:
    if NotificationPreference.set_muted(member, category, is_muted=is_muted, now=now):
        facts.record(
            PREFERENCES_CHANGED,
            about=member,
            by=member,
            now=now,
            category=str(category),
            is_muted=is_muted,
        )
