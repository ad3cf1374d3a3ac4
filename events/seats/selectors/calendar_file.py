from dataclasses import dataclass

from config.kernel.transactions import reading
from events.calendar.models.events import Event
from events.seats.models.rsvps import Rsvp
from memberships.communities.models import Membership


@dataclass(frozen=True, slots=True)
class CalendarEntry:
    """What the calendar file says; `rsvp` where the member has a place.

    `claims_before` counts the claims at this event that the member gave up.
    """

    event: Event
    rsvp: Rsvp | None
    claims_before: int


@reading
def calendar_entry(*, event_id: int, membership: Membership) -> CalendarEntry:
    event = Event.objects.within(membership.community).published().get(pk=event_id)
    event.community = membership.community
    mine = list(event.rsvps.filter(membership=membership).order_by("pk"))
    going = next((rsvp for rsvp in mine if rsvp.state == Rsvp.State.GOING), None)
    given_up = sum(rsvp.state == Rsvp.State.RELEASED for rsvp in mine)
    return CalendarEntry(event=event, rsvp=going, claims_before=given_up)
