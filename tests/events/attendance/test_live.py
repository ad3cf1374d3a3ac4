import datetime as dt
from threading import Barrier

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from config.kernel.errors import Refusal
from events.attendance.services import live
from events.attendance.services.live import open_event, process_due_events
from events.calendar.models.events import Event
from events.calendar.querysets import EventQuerySet
from tests.events.attendance.arranging import (
    DAY,
    HOUR,
    MINUTE,
    at_once,
    event_in,
    named,
    seat_at,
    someone,
    url,
)
from tests.factories import EventFactory

pytestmark = pytest.mark.django_db


def state_of(event):
    event.refresh_from_db()
    return event.state


def intention_of(rsvp):
    rsvp.refresh_from_db()
    return rsvp.intention_state


def open_by(membership, event, *, now):
    return open_event(event_id=event.pk, membership=membership, now=now)


def test_the_host_opens_from_fifteen_minutes_before():
    event = event_in(HOUR)
    early = event.starts_at - 15 * MINUTE

    with pytest.raises(Refusal, match="too early"):
        open_by(event.host, event, now=early - dt.timedelta(seconds=1))
    open_by(event.host, event, now=early)
    open_by(event.host, event, now=early + MINUTE)

    assert state_of(event) == "LIVE"
    assert event.went_live_at == early
    assert [fact.actor_id for fact in named("event_went_live")] == [event.host_id]


@pytest.mark.parametrize("roles", [["INSTRUCTOR"], ["OWNER"]])
def test_instructors_and_owners_may_stand_in(roles):
    event = event_in()

    open_by(someone(event, *roles), event, now=event.starts_at)

    assert state_of(event) == "LIVE"


@pytest.mark.parametrize("roles", [[], ["MODERATOR"]])
def test_others_may_not_open(roles):
    event = event_in()

    with pytest.raises(PermissionDenied):
        open_by(someone(event, *roles), event, now=event.starts_at)

    assert named("event_went_live") == []


def test_a_foreign_event_is_not_there():
    event, stranger = event_in(), EventFactory().host

    with pytest.raises(Event.DoesNotExist):
        open_by(stranger, event, now=event.starts_at)


@pytest.mark.parametrize(
    "over",
    [
        {"state": "CANCELLED", "cancelled_at": timezone.now()},
        {"state": "ENDED", "ended_at": timezone.now()},
    ],
    ids=lambda over: over["state"],
)
def test_what_is_over_is_not_opened_again(over):
    event = event_in(**over)

    with pytest.raises(Refusal):
        open_by(event.host, event, now=event.starts_at)

    assert named("event_went_live") == []


def test_opening_early_does_not_lock_intentions_yet():
    event = event_in(HOUR)
    rsvp = seat_at(event)

    open_by(event.host, event, now=event.starts_at - 10 * MINUTE)
    before = intention_of(rsvp)
    process_due_events(now=event.starts_at)

    assert before == "DECLARED"
    assert intention_of(rsvp) == "LOCKED"


def test_the_clock_begins_at_the_start_and_locks():
    event = event_in(HOUR)
    going, waiting = seat_at(event), seat_at(event, state="WAITING")

    assert process_due_events(now=event.starts_at - MINUTE) == 0
    assert process_due_events(now=event.starts_at) == 1

    assert state_of(event) == "LIVE"
    assert intention_of(going) == "LOCKED"
    assert intention_of(waiting) == "DECLARED"
    assert [fact.actor_id for fact in named("event_went_live")] == [None]


def test_a_seat_taken_after_the_start_locks_with_the_next_minute():
    event = event_in()
    process_due_events(now=event.starts_at)
    late = seat_at(event)

    process_due_events(now=event.starts_at + MINUTE)

    assert intention_of(late) == "LOCKED"


def test_the_clock_ends_it_fifteen_minutes_after_its_end_whoever_came():
    event = event_in()
    process_due_events(now=event.starts_at)

    process_due_events(now=event.ends_at + 14 * MINUTE)
    before = state_of(event)
    process_due_events(now=event.ends_at + 15 * MINUTE)

    assert (before, state_of(event)) == ("LIVE", "ENDED")
    assert event.ended_at == event.ends_at + 15 * MINUTE
    assert len(named("event_ended")) == 1


def test_a_clock_that_stood_still_catches_up():
    event = event_in()

    process_due_events(now=event.ends_at + DAY)

    assert state_of(event) == "ENDED"
    assert len(named("event_went_live")) == len(named("event_ended")) == 1


def test_striking_again_changes_nothing():
    event = event_in()
    process_due_events(now=event.ends_at + DAY)

    assert process_due_events(now=event.ends_at + DAY) == 0
    assert len(named("event_ended")) == 1


def test_drafts_and_cancelled_events_stay():
    draft = event_in(state="DRAFT")
    gone = event_in(state="CANCELLED", cancelled_at=timezone.now())

    process_due_events(now=draft.ends_at + DAY)

    assert (state_of(draft), state_of(gone)) == ("DRAFT", "CANCELLED")


def test_one_event_that_fails_does_not_hold_up_the_others(monkeypatch, caplog):
    bad, good = event_in(-MINUTE), event_in()
    go_live = Event.go_live

    def fail_for_one(self, *, by, now):
        if self.pk == bad.pk:
            raise RuntimeError("broken")
        go_live(self, by=by, now=now)

    monkeypatch.setattr(Event, "go_live", fail_for_one)

    assert process_due_events(now=good.starts_at) == 1

    assert (state_of(bad), state_of(good)) == ("SCHEDULED", "LIVE")
    assert f"could not turn event {bad.pk}" in caplog.text


def test_the_button_opens_and_leads_back(sign_in):
    event = event_in(10 * MINUTE)
    client = sign_in(event.host)

    response = client.post(url("event_opening", event))

    assert response.status_code == 302
    assert response["Location"] == url("room_detail", event)
    assert state_of(event) == "LIVE"


def test_opening_too_early_is_refused_in_words(sign_in):
    event = event_in(HOUR)

    response = sign_in(event.host).post(url("event_opening", event))

    assert response.status_code == 422
    assert "too early" in response.content.decode()
    assert state_of(event) == "SCHEDULED"


def test_looking_at_the_address_opens_nothing(sign_in):
    event = event_in()

    assert sign_in(event.host).get(url("event_opening", event)).status_code == 405
    assert state_of(event) == "SCHEDULED"


def clocks_strike_together(monkeypatch, *, now, times=2):
    """Each clock has read what is due before any of them turns it."""
    together, read = Barrier(times), live._due

    def read_then_wait(**asked):
        due = read(**asked)
        together.wait(timeout=10)
        return due

    monkeypatch.setattr(live, "_due", read_then_wait)

    at_once(lambda: process_due_events(now=now), times=times)


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_two_clocks_turn_an_event_once(monkeypatch):
    events = [event_in() for _event in range(5)]

    clocks_strike_together(monkeypatch, now=events[0].ends_at + DAY)

    assert {state_of(event) for event in events} == {"ENDED"}
    assert len(named("event_went_live")) == len(named("event_ended")) == 5


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_control_without_the_lock_two_clocks_tell_it_twice(monkeypatch):
    event = event_in()
    both_hold_it, go_live = Barrier(2), Event.go_live

    def wait_then_begin(event, **more):
        both_hold_it.wait(timeout=10)
        go_live(event, **more)

    monkeypatch.setattr(EventQuerySet, "select_for_update", lambda self, **_how: self.all())
    monkeypatch.setattr(Event, "go_live", wait_then_begin)

    clocks_strike_together(monkeypatch, now=event.starts_at)

    assert len(named("event_went_live")) == 2
