"""Who may. Each raises PermissionDenied (403), or a Refusal (422) where the words help."""

from django.core.exceptions import PermissionDenied

from events.calendar.models.events import Event
from events.calendar.policies import may_run
from events.seats.models.rsvps import Rsvp
from events.seats.querysets import RsvpQuerySet
from memberships.communities.models import Membership


def ensure_may_enter(membership: Membership, *, event: Event, rsvp: Rsvp | None) -> None:
    """Refuses those who neither have a seat nor run the event or a room of it."""
    if rsvp is None and not (may_run(membership, event) or _hosts_a_room(membership, event)):
        raise PermissionDenied


def _hosts_a_room(membership: Membership, event: Event) -> bool:
    return event.sister_rooms.confirmed().filter(room_host=membership).exists()


def seat_or_not_found(rsvp: Rsvp | None) -> Rsvp:
    """Return the seat; for those without one, what goes with it does not exist."""
    if rsvp is None:
        raise Rsvp.DoesNotExist
    return rsvp


def seats_of(membership: Membership) -> RsvpQuerySet[Rsvp]:
    return Rsvp.objects.within(membership.community).going().filter(membership=membership)


def seat_in_room(membership: Membership, *, event: Event) -> Rsvp | None:
    """The member's intimate seat at an event."""
    return seats_of(membership).filter(event=event, segment__kind="INTIMATE").first()
