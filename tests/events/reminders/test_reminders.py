import datetime as dt
from threading import Barrier, Thread
from time import sleep

import pytest
from django.db import connection
from django.utils import timezone

from config.kernel import facts
from config.kernel.delivery import deliver_due
from config.kernel.models import Delivery, Fact
from events.calendar.facts import EVENT_CANCELLED, EVENT_CHANGED
from events.reminders.models import Reminder
from events.reminders.querysets import ReminderQuerySet
from events.reminders.selectors import oldest_unsent_reminder
from events.reminders.services import announce_due_reminders
from events.seats.services.claims import accept_seat, release_seat
from tests.factories import EventFactory, MembershipFactory, RsvpFactory, SegmentFactory
from tests.factories.cast import reserve, wait

MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)

pytestmark = pytest.mark.django_db


def event_in(lead):
    return SegmentFactory(event=EventFactory(starts_at=timezone.now() + lead)).event


def take_seat(event, membership=None):
    who = membership or MembershipFactory(community=event.community)
    rsvp = reserve(event.segments.get(), who, now=timezone.now())
    deliver_due(queue="inside")
    return rsvp


def move(event, by):
    was_at = event.starts_at
    event.starts_at += by
    event.ends_at += by
    event.sequence += 1
    event.save()
    facts.record(
        EVENT_CHANGED,
        about=event,
        by=None,
        now=timezone.now(),
        is_moved=True,
        was_at=was_at.isoformat(),
    )
    deliver_due(queue="inside")


def cancel(event):
    event.state, event.cancelled_at = "CANCELLED", timezone.now()
    event.save()
    facts.record(EVENT_CANCELLED, about=event, by=None, now=timezone.now())
    deliver_due(queue="inside")


def waiting(event):
    return {
        reminder.kind: reminder.due_at
        for reminder in Reminder.objects.filter(event=event).waiting()
    }


def announced():
    return list(
        Fact.objects.filter(name="events.reminder_due").values_list("subject_id", "data__kind")
    )


def test_a_seat_is_planned_three_reminders():
    event = event_in(7 * DAY)
    take_seat(event)

    assert waiting(event) == {
        "DAY": event.starts_at - DAY,
        "HOUR": event.starts_at - HOUR,
        "FOLLOW_UP": event.ends_at + 30 * MINUTE,
    }


def test_a_late_seat_is_reminded_at_once():
    event = event_in(50 * MINUTE)
    take_seat(event)

    assert [kind for _subject, kind in announced()] == ["HOUR"]
    assert set(waiting(event)) == {"FOLLOW_UP"}


def test_those_in_line_are_not_reminded_until_they_take_a_seat():
    event = event_in(2 * HOUR)
    segment = event.segments.get()
    segment.capacity = 1
    segment.save()
    first = take_seat(event)
    second = MembershipFactory(community=event.community)
    wait(segment, second, sight="ME", now=timezone.now())
    deliver_due(queue="inside")
    assert not Reminder.objects.filter(membership=second).exists()

    release_seat(event_id=event.pk, membership=first.membership, now=timezone.now())
    accept_seat(event_id=event.pk, membership=second, now=timezone.now())
    deliver_due(queue="inside")

    kinds = Reminder.objects.filter(membership=second).waiting().values_list("kind", flat=True)
    assert set(kinds) == {"HOUR", "FOLLOW_UP"}
    assert not Reminder.objects.filter(membership=first.membership).waiting().exists()


def test_who_comes_back_is_reminded_again():
    event = event_in(7 * DAY)
    rsvp = take_seat(event)
    release_seat(event_id=event.pk, membership=rsvp.membership, now=timezone.now())
    deliver_due(queue="inside")
    assert waiting(event) == {}

    again = take_seat(event, rsvp.membership)

    assert set(waiting(event)) == {"DAY", "HOUR", "FOLLOW_UP"}
    assert set(Reminder.objects.values_list("rsvp", flat=True)) == {again.pk}


@pytest.mark.parametrize("order", [("plan", "drop"), ("drop", "plan")])
def test_a_release_and_its_seat_may_be_told_in_any_order(order):
    event = event_in(7 * DAY)
    membership = MembershipFactory(community=event.community)
    reserve(event.segments.get(), membership, now=timezone.now())
    release_seat(event_id=event.pk, membership=membership, now=timezone.now())
    for step in order:
        others = Delivery.objects.exclude(reaction__contains=f".reminders.{step}")
        others.filter(delivered_at=None).update(due_at=timezone.now() + DAY)
        deliver_due(queue="inside")
        Delivery.objects.filter(delivered_at=None).update(due_at=timezone.now())

    assert waiting(event) == {}


def test_a_moved_event_moves_its_reminders():
    event = event_in(7 * DAY)
    take_seat(event)
    move(event, 2 * DAY)

    assert waiting(event)["DAY"] == event.starts_at - DAY
    assert waiting(event)["FOLLOW_UP"] == event.ends_at + 30 * MINUTE


def test_a_reminder_that_was_sent_comes_anew_where_the_new_time_lies_ahead():
    event = event_in(25 * HOUR)
    take_seat(event)
    announce_due_reminders(now=timezone.now() + 2 * HOUR)
    assert [kind for _subject, kind in announced()] == ["DAY"]

    move(event, 7 * DAY)

    assert waiting(event)["DAY"] == event.starts_at - DAY


def test_an_event_moved_nearer_drops_what_would_come_too_late():
    event = event_in(7 * DAY)
    take_seat(event)
    move(event, -7 * DAY + 5 * HOUR)

    assert set(waiting(event)) == {"HOUR", "FOLLOW_UP"}


def test_a_cancelled_event_has_no_reminders():
    event = event_in(7 * DAY)
    take_seat(event)
    cancel(event)

    assert waiting(event) == {}


def test_a_seat_told_after_the_cancellation_is_not_reminded():
    event = event_in(7 * DAY)
    membership = MembershipFactory(community=event.community)
    reserve(event.segments.get(), membership, now=timezone.now())
    cancel(event)

    assert not Reminder.objects.exists()


def test_due_reminders_are_announced_once_however_often_the_clock_strikes():
    event = event_in(25 * HOUR)
    take_seat(event)
    later = timezone.now() + 2 * HOUR

    assert announce_due_reminders(now=timezone.now()) == 0
    assert announce_due_reminders(now=later) == 1
    assert announce_due_reminders(now=later) == 0
    assert [kind for _subject, kind in announced()] == ["DAY"]


def test_after_a_long_outage_only_the_latest_reminder_is_announced():
    event = event_in(7 * DAY)
    take_seat(event)

    announce_due_reminders(now=event.starts_at - 30 * MINUTE)

    assert [kind for _subject, kind in announced()] == ["HOUR"]
    assert Reminder.objects.get(kind="DAY").dropped_at is not None


def test_the_health_page_tells_of_reminders_that_wait():
    event = event_in(7 * DAY)
    take_seat(event)

    assert oldest_unsent_reminder(now=timezone.now()) is None
    assert "waiting" in oldest_unsent_reminder(now=event.starts_at)


@pytest.mark.django_db(transaction=True)
class TestTwoClocksAtOnce:
    def arrange(self, monkeypatch):
        event = event_in(25 * HOUR)
        for _seat in range(20):
            rsvp = RsvpFactory(segment=event.segments.get(), community=event.community)
            Reminder.objects.create(
                community=event.community,
                event=event,
                membership=rsvp.membership,
                rsvp=rsvp,
                kind="DAY",
                due_at=event.starts_at - DAY,
            )
            event.segments.update(taken=0)
        announce = Reminder.announce

        def announce_slowly(reminder, *, now):
            sleep(0.005)
            announce(reminder, now=now)

        monkeypatch.setattr(Reminder, "announce", announce_slowly)
        return timezone.now() + 2 * HOUR

    def strike(self, now, clocks=3):
        start = Barrier(clocks)

        def run():
            start.wait()
            try:
                announce_due_reminders(now=now)
            finally:
                connection.close()

        threads = [Thread(target=run) for _clock in range(clocks)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return [subject for subject, _kind in announced()]

    def test_each_reminder_is_announced_once(self, monkeypatch):
        told = self.strike(self.arrange(monkeypatch))

        assert len(told) == len(set(told)) == 20

    def test_control_without_the_lock_some_are_announced_twice(self, monkeypatch):
        now = self.arrange(monkeypatch)
        monkeypatch.setattr(
            ReminderQuerySet, "select_for_update", lambda rows, **_how: rows, raising=False
        )
        told = self.strike(now)

        assert len(told) > len(set(told)) == 20
