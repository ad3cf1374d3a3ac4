"""Who may. Each raises PermissionDenied (403), or a Refusal (422) where the words help."""

from django.core.exceptions import PermissionDenied

from events.calendar.models.events import Event
from events.calendar.policies import may_run
from events.seats.models.rsvps import Rsvp
from events.seats.policies import seats_of
from memberships.communities.models import Membership


def may_hide(membership: Membership, event: Event) -> bool:
    return may_run(membership, event) or membership.is_moderator


def may_post(membership: Membership, event: Event, *, rsvp: Rsvp | None) -> bool:
    """Whether the member may post: the host and those with a seat, unless it is cancelled."""
    is_open = event.state not in (Event.State.DRAFT, Event.State.CANCELLED)
    return is_open and _is_of_the_party(membership, event, rsvp=rsvp)


def ensure_may_hide(membership: Membership, *, event: Event) -> None:
    if not may_hide(membership, event):
        raise PermissionDenied


def ensure_may_post(membership: Membership, *, event: Event) -> None:
    rsvp = seats_of(membership).filter(event=event).first()
    if not _is_of_the_party(membership, event, rsvp=rsvp):
        raise PermissionDenied


def _is_of_the_party(membership: Membership, event: Event, *, rsvp: Rsvp | None) -> bool:
    has_seat = rsvp is not None and rsvp.state == Rsvp.State.GOING
    return has_seat or event.host_id == membership.pk
