"""Keeps each seat's reminders in step with the seat and its event.

Due times are set under a lock on the event, so that a move at the same moment finds them, and
under a lock on the RSVP, so that a release does. The mail reads both again.
"""

from datetime import datetime

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from config.kernel import health
from config.kernel.models import Fact
from config.kernel.prepared_queries import prepared
from config.kernel.reactions import reacts_to
from events.calendar.facts import EVENT_CANCELLED, EVENT_CHANGED
from events.calendar.models.events import Event
from events.reminders.models import Reminder
from events.reminders.rules import ReminderKind, reminders_ahead, reminders_for_rsvp
from events.reminders.selectors import oldest_unsent_reminder
from events.seats.facts import SEAT_RELEASED, SEAT_RESERVED
from events.seats.models.rsvps import Rsvp
from memberships.communities.models import Community

health.register(_("Reminders"), oldest_unsent_reminder)


@reacts_to(SEAT_RESERVED, name="events.plan_reminders")
def plan_reminders(fact: Fact) -> None:
    if event := _standing_event(fact, event_id=fact.data["event_id"]):
        due = reminders_for_rsvp(
            asked_at=fact.happened_at, starts_at=event.starts_at, ends_at=event.ends_at
        )
        _plan_for_seat(fact, event=event, due=due)


@reacts_to(EVENT_CHANGED, name="events.plan_reminders_anew")
def plan_reminders_anew(fact: Fact) -> None:
    """Plans every reminder that lies ahead of the new start, even one that was sent before."""
    event = _standing_event(fact, event_id=fact.subject_id)
    if event is None or not fact.data["is_moved"]:
        return
    due = _ahead(fact, event=event)
    event.reminders.waiting().exclude(kind__in=due).update(dropped_at=fact.happened_at)
    Reminder.plan(event=event, rsvps=event.rsvps.going(), due=due, now=timezone.now())


@reacts_to(SEAT_RELEASED, name="events.drop_reminders_of_seat")
def drop_reminders_of_seat(fact: Fact) -> None:
    reminders = Reminder.objects.within(fact.home).waiting()
    reminders.filter(rsvp_id=fact.subject_id).update(dropped_at=fact.happened_at)


@reacts_to(EVENT_CANCELLED, name="events.drop_reminders_of_event")
def drop_reminders_of_event(fact: Fact) -> None:
    reminders = Reminder.objects.within(fact.home).waiting()
    reminders.filter(event_id=fact.subject_id).update(dropped_at=fact.happened_at)


def _ahead(fact: Fact, *, event: Event) -> dict[ReminderKind, datetime]:
    return reminders_ahead(now=fact.happened_at, starts_at=event.starts_at, ends_at=event.ends_at)


def _plan_for_seat(fact: Fact, *, event: Event, due: dict[ReminderKind, datetime]) -> None:
    rsvps = _going(community=fact.home, rsvp_id=fact.subject_id)
    for reminder in Reminder.plan(event=event, rsvps=rsvps, due=due, now=timezone.now()):
        if reminder.due_at <= fact.happened_at:
            reminder.announce(now=fact.happened_at)


@prepared
def _going(*, community: Community, rsvp_id: int) -> QuerySet[Rsvp]:
    return Rsvp.objects.within(community).going().locked().filter(pk=rsvp_id)


def _standing_event(fact: Fact, *, event_id: int) -> Event | None:
    """The event, locked, so that its start cannot change. Seats may still be taken."""
    return next(iter(_standing_events(community=fact.home, event_id=event_id)), None)


@prepared
def _standing_events(*, community: Community, event_id: int) -> QuerySet[Event]:
    return Event.objects.within(community).scheduled_or_live().locked().filter(pk=event_id)
