import datetime as dt
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from events.attendance.rules import (
    ACTION_MAX_DAYS,
    is_due,
    is_expired,
    put_off_to,
    readers_of_answer,
    weeks_attended,
)
from events.calendar.rules.local_time import local_day
from events.calendar.rules.timetable import begins_at, step_times

START = dt.datetime(2030, 6, 8, 18, tzinfo=dt.UTC)
minutes = st.lists(st.integers(1, 30), min_size=1, max_size=10)
days = st.dates(dt.date(2029, 1, 1), dt.date(2031, 12, 31))
people = st.sets(st.integers(1, 6))


def slots(lengths):
    steps = [{"kind": "PROMPT", "minutes": length} for length in lengths]
    return step_times(ritual=steps, starts_at=START)


@given(minutes)
def test_steps_follow_each_other_without_a_gap(lengths):
    steps = slots(lengths)

    assert steps[0].starts_at == START
    assert all(one.ends_at == other.starts_at for one, other in pairwise(steps))
    assert steps[-1].ends_at == START + dt.timedelta(minutes=sum(lengths))


@given(minutes, st.integers(-10_000, 30_000))
def test_at_most_one_step_is_on(lengths, seconds):
    now = START + dt.timedelta(seconds=seconds)
    is_on = 0 <= seconds < sum(lengths) * 60

    assert [slot.holds(now) for slot in slots(lengths)].count(True) == is_on


def test_a_step_ends_where_the_next_begins():
    at = START + dt.timedelta(minutes=5)

    assert [slot.holds(at) for slot in slots([5, 10])] == [False, True]


def test_when_a_kind_of_step_begins():
    ritual = [{"kind": "ARRIVE", "minutes": 5}, {"kind": "COMMIT", "minutes": 25}]

    assert begins_at(kind="COMMIT", ritual=ritual, starts_at=START).minute == 5
    assert begins_at(kind="CLOSE", ritual=ritual, starts_at=START) is None


def test_the_day_is_that_of_the_first_zone_that_is_known():
    late = dt.datetime(2030, 6, 8, 23, 30, tzinfo=dt.UTC)

    assert local_day(moment=late, zones=["Asia/Tokyo"]) == dt.date(2030, 6, 9)
    assert local_day(moment=late, zones=["", "Nowhere/Here", "America/New_York"]).day == 8
    assert local_day(moment=late, zones=["", "../etc"]) == dt.date(2030, 6, 8)


@given(days, st.integers(-30, 30))
def test_due_on_its_day_and_expired_after_two_weeks(due_on, later):
    today = due_on + dt.timedelta(days=later)

    assert is_due(due_on=due_on, today=today) == (later >= 0)
    assert is_expired(due_on=due_on, today=today) == (later > 14)


@given(days, st.integers(0, ACTION_MAX_DAYS), st.integers(0, 90))
def test_putting_off_ends_sixty_days_after_the_promise(committed_on, first, passed):
    due_on = committed_on + dt.timedelta(days=first)
    today = committed_on + dt.timedelta(days=passed)

    later = put_off_to(committed_on=committed_on, due_on=due_on, today=today)

    last = committed_on + dt.timedelta(days=ACTION_MAX_DAYS)
    if later is None:
        assert max(due_on, today) >= last
    else:
        assert max(due_on, today) < later <= last


@given(st.lists(days, max_size=20), days)
def test_twelve_weeks_whatever_the_days(attended, today):
    weeks = weeks_attended(days=attended, today=today)

    assert len(weeks) == 12
    assert weeks[-1] == any(day.isocalendar()[:2] == today.isocalendar()[:2] for day in attended)


@given(people, people, people)
def test_nobody_involved_reads_an_answer(moderators, owners, involved):
    readers = readers_of_answer(moderators=moderators, owners=owners, involved=involved)

    assert not readers & involved
    assert readers <= (moderators if moderators - involved else owners)
    assert bool(readers) == bool((moderators | owners) - involved)
