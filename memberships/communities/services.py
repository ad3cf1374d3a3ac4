from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Refusal
from config.kernel.transactions import use_case, use_case_everywhere
from memberships.communities import policies
from memberships.communities.models import Community, Membership
from memberships.communities.rules import COMMUNITIES_PER_DAY, SLUG_MIN_LENGTH, suggested_slug
from memberships.people.models import User


class NoAddress(Refusal):
    """No address was given, and none follows from the name."""


class TooMany(Refusal):
    words = _("That is a lot of communities for one day. Try again tomorrow.")


@use_case_everywhere
def start_community(*, user: User, name: str, slug: str, now: datetime, **words: str) -> Community:
    """Begin a community with `user` as its owner; without a slug, one is made from the name.

    `words` are its description, time zone, locale and currency.
    """
    policies.ensure_may_start_a_community(user)
    _ensure_not_too_many(user, now=now)
    address = _address(slug=slug, name=name)
    return Community.start(slug=address, by=user, now=now, name=name, **words)


@use_case
def change_settings(*, membership: Membership, now: datetime, **words: str | bool) -> Community:
    """Replace name, description, zone, language, currency, and whether people may ask to join."""
    policies.ensure_may_own(membership)
    community = Community.objects.select_for_update().get(pk=membership.community_id)
    community.change(by=membership, now=now, **words)
    return community


def _address(*, slug: str, name: str) -> str:
    address = slug or suggested_slug(name)
    if len(address) < SLUG_MIN_LENGTH:
        message = _("Choose an address of at least three letters from a to z.")
        raise NoAddress(message, field="slug")
    return address


def _ensure_not_too_many(user: User, *, now: datetime) -> None:
    today = Community.objects.filter(started_by=user, started_at__gt=now - timedelta(days=1))
    if today.count() >= COMMUNITIES_PER_DAY:
        raise TooMany
