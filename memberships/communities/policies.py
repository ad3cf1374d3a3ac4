"""Who may. Each raises PermissionDenied (403), or NotCleared (422) with what is missing."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from config.kernel import deployment
from config.kernel.errors import Refusal
from memberships.communities.models import Clearance, Community, Membership, NotCleared
from memberships.people.models import User


class AddressNotVerified(Refusal):
    words = _("Confirm your e-mail address first.")


def ensure_may_start_a_community(user: User) -> None:
    """Refuses unconfirmed people, and all but operators if COMMUNITY_CREATION says so."""
    if deployment.is_for_operators("COMMUNITY_CREATION") and not user.is_staff:
        raise PermissionDenied
    if not user.has_verified_email():
        raise AddressNotVerified


def ensure_may_own(membership: Membership) -> None:
    """Refuses all but owners: settings, roles and invitations are theirs."""
    if not membership.is_owner:
        raise PermissionDenied


def ensure_may_instruct(membership: Membership) -> None:
    """Refuses all but instructors and owners: they write templates, schedule and host."""
    if not (membership.is_instructor or membership.is_owner):
        raise PermissionDenied


def ensure_may_moderate(membership: Membership) -> None:
    """Refuses all but moderators and owners: they look after people."""
    if not (membership.is_moderator or membership.is_owner):
        raise PermissionDenied


def ensure_may_look_after(membership: Membership, *, other: Membership) -> None:
    """Refuses to pause, bring back or remove oneself; only owners may do so to an owner."""
    if other.pk == membership.pk:
        raise PermissionDenied
    ensure_may_moderate(membership)
    if other.is_owner:
        ensure_may_own(membership)


def ensure_cleared(*, community: Community, kinds: Iterable[str]) -> None:
    """Refuses while a clearance of these kinds is missing or not satisfied.

    Needs a tenant scope.
    """
    needed = set(kinds)
    if not needed:
        return
    found = Clearance.objects.within(community).filter(kind__in=needed)
    rows = {clearance.kind: clearance for clearance in found}
    for kind in sorted(needed):
        if kind not in rows or not rows[kind].is_satisfied:
            raise NotCleared(rows[kind].reason if kind in rows else kind)
