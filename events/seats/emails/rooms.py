from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.kernel.models import Fact
from events.calendar.emails import mail_about
from events.calendar.models.events import Event
from events.calendar.policies import may_run
from events.seats.facts import SISTER_ROOM_CONFIRMED, SISTER_ROOM_NEWS_DUE
from events.seats.models.sister_rooms import SisterRoom
from memberships.communities.models import Membership
from memberships.mail.emails import Mail, sent_on
from memberships.mail.models import NotificationPreference


@sent_on(SISTER_ROOM_NEWS_DUE, name="events.mail_room_proposal")
def mail_room_proposal(fact: Fact) -> Mail | None:
    """Asks those who run the event for another room; names nobody who waits."""
    room = _room(fact, state=SisterRoom.State.PROPOSED)
    if room is None:
        return None
    reader = _member(fact, membership_id=fact.data["reader_id"])
    if not may_run(reader, room.event):
        return None
    return mail_about(
        room.event,
        to=reader,
        category=NotificationPreference.Category.SEATS,
        subject=_("A second room? %(title)s"),
        template="events/seats/emails/sister_room_proposal.html",
        waiting=room.segment.rsvps.waitlist().count(),
    )


@sent_on(SISTER_ROOM_CONFIRMED, name="events.mail_room_host")
def mail_room_host(fact: Fact) -> Mail | None:
    """None where they took the room themselves. People count on them: it cannot be muted."""
    if fact.actor_id == fact.data["room_host_id"]:
        return None
    room = _room(fact, state=SisterRoom.State.CONFIRMED)
    if room is None or room.room_host_id is None:
        return None
    return mail_about(
        room.event,
        to=_member(fact, membership_id=room.room_host_id),
        category=None,
        subject=_("You host a room: %(title)s"),
        template="events/seats/emails/room_host_news.html",
    )


def _room(fact: Fact, *, state: str) -> SisterRoom | None:
    """The room, while it is in this state and its event has not begun."""
    rooms = SisterRoom.objects.within(fact.home).filter(pk=fact.subject_id, state=state)
    ahead = rooms.filter(event__state=Event.State.SCHEDULED, event__starts_at__gt=timezone.now())
    return ahead.select_related("event", "segment").first()


def _member(fact: Fact, *, membership_id: int) -> Membership:
    members = Membership.objects.within(fact.home).select_related("user", "community")
    return members.get(pk=membership_id)
