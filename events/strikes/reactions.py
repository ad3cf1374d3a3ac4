"""Notes the seats in rooms that stayed empty, and mails their members.

The event's row is locked, so that its end and a mark made at the same moment note a seat once.
Taking a mark back deletes its strike, in its own use case.
"""

from config.kernel.models import Fact
from config.kernel.reactions import reacts_to
from events.calendar.facts import EVENT_CHANGED, EVENT_ENDED
from events.calendar.models.events import Event
from events.seats.facts import MEMBER_MARKED_ABSENT
from events.seats.rules import free_cancel_until
from events.strikes.models import Strike
from memberships.communities.facts import MEMBERSHIP_ENDED


@reacts_to(EVENT_ENDED, name="events.note_empty_seats")
def note_empty_seats(fact: Fact) -> None:
    event = _ended_event(fact, event_id=fact.subject_id)
    if event is None:
        return
    Strike.note_absences(event, now=fact.happened_at)
    if not _was_moved_late(event):
        Strike.note_late_releases(event, now=fact.happened_at)


@reacts_to(MEMBER_MARKED_ABSENT, name="events.note_absence_after_the_end")
def note_absence_after_the_end(fact: Fact) -> None:
    """For marks made after the end; earlier ones are noted at the end."""
    event = _ended_event(fact, event_id=fact.data["event_id"])
    if event is not None:
        Strike.note_absences(event, now=fact.happened_at)


@reacts_to(MEMBERSHIP_ENDED, name="events.forget_strikes_of_erased")
def forget_strikes_of_erased(fact: Fact) -> None:
    if fact.data["way"] == "erased":
        Strike.objects.within(fact.home).filter(membership_id=fact.subject_id).delete()


def _ended_event(fact: Fact, *, event_id: int) -> Event | None:
    events = Event.objects.within(fact.home).filter(state=Event.State.ENDED)
    return events.locked().filter(pk=event_id).first()


def _was_moved_late(event: Event) -> bool:
    """Whether the event was moved after the cutoff of its new start, so all cancel late."""
    moves = Fact.objects.within(event.community).filter(name=EVENT_CHANGED.name)
    cutoff = free_cancel_until(starts_at=event.starts_at)
    mine = moves.filter(subject_id=event.pk, data__is_moved=True)
    return mine.filter(happened_at__gt=cutoff).exists()
