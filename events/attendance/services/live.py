import logging
from datetime import datetime

from config.kernel.transactions import reading_everywhere, use_case, use_case_everywhere
from events.attendance.querysets import due_events
from events.calendar.models.events import Event
from events.calendar.policies import ensure_may_run
from memberships.communities.models import Membership

logger = logging.getLogger(__name__)


@use_case
def open_event(*, event_id: int, membership: Membership, now: datetime) -> Event:
    """Begin an event by hand, from 15 minutes before its start. Doing it twice is harmless."""
    published = Event.objects.within(membership.community).published()
    event = published.select_for_update(of=("self",), no_key=True).get(pk=event_id)
    ensure_may_run(membership, event=event)
    event.ensure_doors_open(now=now)
    if event.state == Event.State.SCHEDULED:
        event.go_live(by=membership, now=now)
        if event.has_started(now=now):
            event.rsvps.lock_intentions()
    return event


def process_due_events(*, now: datetime) -> int:
    """Begin and end the events that are due; return how many changed.

    Each has its own transaction, so one that fails does not hold up the others. Safe to run twice.
    """
    return sum(_process_safely(event_id=event_id, now=now) for event_id in _due(now=now))


def _process_safely(*, event_id: int, now: datetime) -> bool:
    try:
        return _turn(event_id=event_id, now=now)
    except Exception:
        logger.exception("The clock could not turn event %s", event_id)
        return False


@reading_everywhere
def _due(*, now: datetime) -> list[int]:
    return list(due_events(Event.objects.everywhere(), now=now).values_list("pk", flat=True))


@use_case_everywhere
def _turn(*, event_id: int, now: datetime) -> bool:
    """Whether this call changed the event. Leaves one that another worker holds to it."""
    standing = Event.objects.everywhere().scheduled_or_live()
    free = standing.select_for_update(skip_locked=True, of=("self",), no_key=True)
    event = free.filter(pk=event_id).first()
    if event is None:
        return False
    has_begun = event.state == Event.State.SCHEDULED and event.has_started(now=now)
    if has_begun:
        event.go_live(by=None, now=now)
    has_locked = event.has_started(now=now) and event.rsvps.lock_intentions() > 0
    has_ended = event.state == Event.State.LIVE and event.closes_at <= now
    if has_ended:
        event.end(now=now)
    return has_begun or has_locked or has_ended
