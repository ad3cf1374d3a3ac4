import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from events.reminders.rules import reminders_ahead, reminders_for_rsvp, worth_until
from events.seats.rules import is_reminded_at_once

START = dt.datetime(2030, 6, 6, 17, tzinfo=dt.UTC)
MINUTE, HOUR, DAY = dt.timedelta(minutes=1), dt.timedelta(hours=1), dt.timedelta(days=1)

leads = st.timedeltas(min_value=dt.timedelta(0), max_value=60 * DAY)
lengths = st.integers(min_value=30, max_value=60).map(lambda minutes: minutes * MINUTE)


def planned(lead, length=45 * MINUTE):
    return reminders_for_rsvp(asked_at=START - lead, starts_at=START, ends_at=START + length)


def test_days_before_all_three_are_due():
    assert planned(7 * DAY) == {
        "DAY": START - DAY,
        "HOUR": START - HOUR,
        "FOLLOW_UP": START + 75 * MINUTE,
    }


def test_inside_a_day_only_the_hours_reminder_comes_before():
    assert set(planned(DAY)) == {"HOUR", "FOLLOW_UP"}
    assert set(planned(DAY + MINUTE)) == {"DAY", "HOUR", "FOLLOW_UP"}


def test_fifty_minutes_before_the_hours_reminder_comes_at_once():
    assert planned(50 * MINUTE)["HOUR"] == START - 50 * MINUTE


def test_inside_the_last_ten_minutes_there_is_only_the_confirmation():
    assert set(planned(10 * MINUTE)) == {"FOLLOW_UP"}


@given(leads, lengths)
def test_no_reminder_is_due_before_it_was_asked_for(lead, length):
    assert all(due_at >= START - lead for due_at in planned(lead, length).values())


@given(leads)
def test_whoever_asks_gets_a_confirmation_or_the_reminder_at_once_and_never_both(lead):
    asked_at = START - lead
    is_told_by_reminder = planned(lead).get("HOUR") == asked_at

    assert is_told_by_reminder == is_reminded_at_once(asked_at=asked_at, starts_at=START)


@given(leads, lengths)
def test_reminders_come_in_their_order_around_the_event(lead, length):
    due = planned(lead, length)
    in_order = [due[kind] for kind in ("DAY", "HOUR", "FOLLOW_UP") if kind in due]

    assert in_order == sorted(in_order)
    assert due["FOLLOW_UP"] > START + length


@given(leads, lengths)
def test_after_a_move_only_what_lies_ahead_is_planned(lead, length):
    now = START - lead
    ahead = reminders_ahead(now=now, starts_at=START, ends_at=START + length)

    assert all(due_at > now for due_at in ahead.values())
    assert set(ahead) <= set(planned(lead, length))


@given(leads, lengths, st.sampled_from(["DAY", "HOUR", "FOLLOW_UP"]))
def test_a_planned_reminder_is_worth_sending_when_it_is_due(lead, length, kind):
    due = planned(lead, length)
    if kind in due:
        assert due[kind] < worth_until(kind=kind, starts_at=START, ends_at=START + length)
