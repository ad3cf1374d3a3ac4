"""Marks and answers under real concurrency; each race has a control without its guard.

In both, whoever writes first waits a moment for the rival who has looked as well.
"""

import threading
from functools import partial
from threading import Barrier

import pytest
from django.utils import timezone

from config.kernel import delivery
from events.access.models import AccessNeed
from events.access.services import answer_access_need
from events.attendance.services.attendance import check_in, mark_absent, mark_others_absent
from events.attendance.services.live import process_due_events
from events.calendar.models.events import Event
from events.seats.models.check_ins import CheckIn
from events.seats.models.rsvps import Rsvp
from events.strikes.models import Strike
from events.strikes.services import forgive_strike
from tests.events.attendance.arranging import DAY, HOUR, MINUTE, event_in, named, seat_at, someone
from tests.events.seats.test_races import PATIENCE, meet
from tests.factories import AccessNeedFactory, StrikeFactory
from tests.factories.cast import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]
GUARDS = pytest.mark.parametrize("is_guarded", [True, False], ids=["guarded", "control"])


def without_lock(monkeypatch, model):
    """Whoever looks sees what was so before the other wrote."""
    monkeypatch.setattr(type(model.objects.all()), "locked", lambda self: self)


def linger(monkeypatch, model, verb):
    """Let whoever comes to this verb wait a moment for a rival."""
    act, together = getattr(model, verb), Barrier(2)

    def wait_and_act(self, *args, **kwargs):
        meet(together)
        return act(self, *args, **kwargs)

    monkeypatch.setattr(model, verb, wait_and_act)


@GUARDS
def test_two_who_forgive_at_once_forgive_once(monkeypatch, is_guarded):
    strike = StrikeFactory(made_at=timezone.now())
    by = [someone(strike.event, "OWNER") for _owner in range(2)]
    linger(monkeypatch, Strike, "forgive")
    if not is_guarded:
        without_lock(monkeypatch, Strike)
    forgive = partial(forgive_strike, strike_id=strike.pk, now=timezone.now())

    at_once(*(partial(forgive, membership=one) for one in by))

    assert len(named("strike_forgiven")) == (1 if is_guarded else 2)


@GUARDS
def test_two_who_answer_at_once_answer_once(monkeypatch, is_guarded):
    rsvp = seat_at(event_in(3 * DAY))
    need = AccessNeedFactory(rsvp=rsvp, asked_at=timezone.now())
    by = [someone(rsvp.event, "OWNER") for _owner in range(2)]
    linger(monkeypatch, AccessNeed, "reply")
    if not is_guarded:
        without_lock(monkeypatch, AccessNeed)
    answer = partial(
        answer_access_need,
        event_id=need.event_id,
        access_need_id=need.pk,
        state="CONFIRMED",
        answer="",
        seen=need.turned_at,
        now=timezone.now(),
    )

    at_once(*(partial(answer, membership=one) for one in by))

    assert len(named("access_need_answered")) == (1 if is_guarded else 2)


@GUARDS
def test_who_comes_in_just_now_is_not_absent(monkeypatch, is_guarded):
    """The member comes when the host has looked who is there, and not marked the others yet."""
    rsvp = seat_at(event_in(-10 * MINUTE, state="LIVE"))
    has_looked, has_come, mark = threading.Event(), threading.Event(), Rsvp.mark_absent

    def mark_late(self, **more):
        has_looked.set()
        has_come.wait(timeout=PATIENCE if is_guarded else 10)
        mark(self, **more)

    monkeypatch.setattr(Rsvp, "mark_absent", mark_late)
    if not is_guarded:
        without_lock(monkeypatch, Rsvp)
    at = {"event_id": rsvp.event_id, "now": timezone.now()}

    def comes():
        has_looked.wait(timeout=10)
        check_in(membership=rsvp.membership, **at)
        has_come.set()

    at_once(partial(mark_others_absent, membership=rsvp.event.host, **at), comes)

    rsvp.refresh_from_db()
    is_both = CheckIn.objects.filter(rsvp=rsvp).exists() and rsvp.marked_absent_at is not None
    assert is_both is not is_guarded


@GUARDS
def test_the_end_and_a_mark_note_a_seat_once(monkeypatch, is_guarded):
    """Without the event's row locked, one of the two fails and has to be tried again."""
    event = event_in(-3 * HOUR, state="LIVE")
    rsvp = seat_at(event)
    process_due_events(now=timezone.now())
    mark_absent(event_id=event.pk, rsvp_id=rsvp.pk, membership=event.host, now=timezone.now())
    together, note = Barrier(2), Strike._note.__func__

    def look_and_note(cls, seats, **more):
        found = list(seats)
        meet(together)
        return note(cls, found, **more)

    monkeypatch.setattr(Strike, "_note", classmethod(look_and_note))
    if not is_guarded:
        without_lock(monkeypatch, Event)
        without_lock(monkeypatch, Rsvp)
        monkeypatch.setattr(Strike.objects.all().__class__, "exists", lambda _self: False)

    at_once(*[partial(delivery.deliver_due, queue="inside")] * 2)

    facts = named("member_marked_absent") + named("event_ended")
    failed = [fact for fact in facts if fact.deliveries.exclude(last_error="").exists()]
    assert Strike.objects.count() == len(named("strike_made")) == 1
    assert len(failed) == (0 if is_guarded else 1)
