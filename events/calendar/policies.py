"""Who may. Each raises PermissionDenied (403), or a Refusal (422) where the words help."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Refusal
from events.calendar.models.events import Event
from memberships.communities.models import Membership


class NotAHost(Refusal):
    words = _("Only instructors and owners host events.")
    field = "host"


def may_host(membership: Membership) -> bool:
    """Whether this member can host events: active instructors and owners."""
    is_active = membership.status == Membership.Status.ACTIVE
    return is_active and (membership.is_instructor or membership.is_owner)


def ensure_may_host(membership: Membership) -> None:
    if not may_host(membership):
        raise NotAHost


def may_run(membership: Membership, event: Event) -> bool:
    """Whether the member runs the event: its host, instructors and owners.

    They open the room, see the host's notes and mark attendance.
    """
    is_host = event.host_id == membership.pk
    return is_host or membership.is_instructor or membership.is_owner


def ensure_may_run(membership: Membership, *, event: Event) -> None:
    if not may_run(membership, event):
        raise PermissionDenied
