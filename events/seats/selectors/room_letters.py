"""What the mails about another room say, read when they are sent; None where it is not so."""

from dataclasses import dataclass
from datetime import datetime

from config.kernel.transactions import reading
from events.calendar.models.events import Event
from events.calendar.policies import may_run
from events.seats.models.sister_rooms import SisterRoom
from memberships.communities.models import Community, Membership
from memberships.mail.models import NotificationPreference
from memberships.mail.selectors import wants_mail


@dataclass(frozen=True, slots=True)
class RoomLetter:
    """To somebody about an event; `waiting` counts its waitlist."""

    reader: Membership
    event: Event
    waiting: int


@reading
def room_proposal(
    *, sister_room_id: int, reader_id: int, community: Community, now: datetime
) -> RoomLetter | None:
    room = _room(sister_room_id, SisterRoom.State.PROPOSED, community=community, now=now)
    reader = _reader(reader_id, community=community)
    if room is None or reader is None or not may_run(reader, room.event):
        return None
    if not wants_mail(membership=reader, category=NotificationPreference.Category.SEATS):
        return None
    waiting = room.segment.rsvps.waitlist().count()
    return RoomLetter(reader=reader, event=room.event, waiting=waiting)


@reading
def room_confirmation(
    *, sister_room_id: int, community: Community, now: datetime
) -> RoomLetter | None:
    room = _room(sister_room_id, SisterRoom.State.CONFIRMED, community=community, now=now)
    if room is None or room.room_host_id is None:
        return None
    reader = _reader(room.room_host_id, community=community)
    return RoomLetter(reader=reader, event=room.event, waiting=0) if reader else None


def _room(
    sister_room_id: int, state: str, *, community: Community, now: datetime
) -> SisterRoom | None:
    """Of an event that has not begun."""
    rooms = SisterRoom.objects.within(community).filter(pk=sister_room_id, state=state)
    ahead = rooms.filter(event__state=Event.State.SCHEDULED, event__starts_at__gt=now)
    return ahead.select_related("event", "segment").first()


def _reader(membership_id: int, *, community: Community) -> Membership | None:
    people = Membership.objects.within(community).active().filter(user__is_active=True)
    return people.select_related("user", "community").filter(pk=membership_id).first()
