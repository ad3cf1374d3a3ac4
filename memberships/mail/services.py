from datetime import datetime

from config.kernel.transactions import use_case
from memberships.communities.models import Membership
from memberships.mail.models import NotificationPreference

Category = NotificationPreference.Category


@use_case
def choose_mail(*, membership: Membership, wanted: set[str], now: datetime) -> None:
    """Leave on the kinds of mail in `wanted`, and switch the others off."""
    for category in Category.values:
        is_muted = category not in wanted
        NotificationPreference.set_muted(membership, category, is_muted=is_muted, now=now)


@use_case
def mute_mail(*, membership: Membership, category: str, now: datetime) -> None:
    """Switch one kind of mail off, by the link in a mail. Doing it twice is harmless."""
    NotificationPreference.set_muted(membership, Category(category), is_muted=True, now=now)
