from dataclasses import dataclass
from datetime import datetime

from config.kernel.transactions import reading
from events.attendance.models import WrapUp
from events.attendance.policies import Staff, staff_of
from events.attendance.selectors.commitments import Commitment, commitment_of
from events.calendar.models.events import Event
from events.seats.models.rsvps import Rsvp
from events.seats.policies import seat_or_not_found, seats_of
from memberships.communities.models import Membership

MODERATORS, OWNERS, NOBODY = "moderators", "owners", "nobody"


@dataclass(frozen=True, slots=True)
class WrapUpPage:
    """The wrap-up card. `readers` says who reads the safety answer: moderators, owners, nobody."""

    event: Event
    rsvp: Rsvp
    wrap_up: WrapUp | None
    commitment: Commitment
    is_open: bool
    readers: str

    @property
    def asks_outcome(self) -> bool:
        return self.rsvp.has_open_intention

    @property
    def asks_safety(self) -> bool:
        return self.readers != NOBODY


@reading
def wrap_up_page(*, event_id: int, membership: Membership, now: datetime) -> WrapUpPage:
    """The member's own card: three statements."""
    events = Event.objects.within(membership.community).published()
    event = events.select_related("revision").get(pk=event_id)
    known = seats_of(membership).select_related("check_in", "micro_action", "wrap_up")
    rsvp = seat_or_not_found(known.filter(event=event).first())
    return WrapUpPage(
        event=event,
        rsvp=rsvp,
        wrap_up=getattr(rsvp, "wrap_up", None),
        commitment=commitment_of(rsvp, event=event, membership=membership, now=now),
        is_open=event.is_wrap_up_open(now=now),
        readers=_readers(staff_of(membership.community), event=event, teller=membership),
    )


def _readers(staff: Staff, *, event: Event, teller: Membership) -> str:
    readers = staff.readers(host_id=event.host_id, teller_id=teller.pk)
    if not readers:
        return NOBODY
    return MODERATORS if readers & staff.moderators else OWNERS
