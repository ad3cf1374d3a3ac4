"""Rules of days: read strictly, unfolded within bounds, right where clocks change."""

import datetime as dt
import time
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from dateutil.rrule import rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st

from events.calendar.rules.arrangements import HORIZON
from events.calendar.rules.local_time import NoSuchTime, land, land_exactly
from events.calendar.rules.recurrence import (
    WEEKDAYS,
    Recurrence,
    RuleRefused,
    joined,
    nth_of_month,
    paired,
    parts_of,
)
from events.calendar.rules.splits import split

SIX = dt.time(18, 0)
START = dt.date(2030, 6, 6)
DAYS = st.dates(dt.date(2026, 1, 1), dt.date(2034, 12, 31))
ZONES = st.sampled_from(
    ["Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "UTC"]
)
GAPS = [
    ("Europe/Lisbon", dt.date(2030, 3, 31), dt.time(1, 30), dt.time(2, 30)),
    ("America/New_York", dt.date(2030, 3, 10), dt.time(2, 30), dt.time(3, 30)),
    ("Australia/Lord_Howe", dt.date(2030, 10, 6), dt.time(2, 15), dt.time(2, 45)),
]


@st.composite
def rules(draw):
    """Rules as our own form writes them, and some that people write by hand.

    None that never comes to a day: the library would walk eight thousand years for it.
    """
    parts = {"FREQ": draw(st.sampled_from(["DAILY", "WEEKLY", "MONTHLY"]))}
    if draw(st.booleans()):
        parts["INTERVAL"] = str(draw(st.integers(1, 52)))
    if draw(st.booleans()):
        parts["COUNT"] = str(draw(st.integers(1, 200)))
    days = draw(st.lists(st.sampled_from(WEEKDAYS), unique=True, max_size=4))
    if parts["FREQ"] == "DAILY" and int(parts.get("INTERVAL", "1")) % 7 == 0:
        days = []
    if days and parts["FREQ"] == "MONTHLY":
        days = [f"{draw(st.sampled_from([1, 2, 3, 4, -1]))}{day}" for day in days]
    if days:
        parts["BYDAY"] = ",".join(days)
    return joined(parts)


def read(text, *, starts_on=START, at=SIX, zone="Europe/Lisbon"):
    return Recurrence.read(text, starts_on=starts_on, at=at, zone=zone)


@settings(deadline=None)
@given(rules(), DAYS)
def test_days_are_those_of_the_standard(rule, starts_on):
    recurrence = Recurrence(rule=rule, starts_on=starts_on)
    end = starts_on + dt.timedelta(days=200)
    plain = rrulestr(rule, dtstart=dt.datetime.combine(starts_on, dt.time()))

    found = recurrence.days(since=starts_on, before=end)

    before = dt.datetime.combine(end, dt.time()) - dt.timedelta(seconds=1)
    first = dt.datetime.combine(starts_on, dt.time())
    assert found == [moment.date() for moment in plain.between(first, before, inc=True)]


@settings(deadline=None)
@given(rules(), DAYS, st.integers(0, 400))
def test_days_never_pass_the_bounds(rule, starts_on, later):
    since = starts_on + dt.timedelta(days=later)
    before = since + HORIZON

    days = Recurrence(rule=rule, starts_on=starts_on).days(since=since, before=before)

    assert all(since <= day < before for day in days)
    assert all(earlier < after for earlier, after in pairwise(days))
    assert len(days) <= HORIZON.days


@settings(deadline=None)
@given(rules(), DAYS, ZONES, st.times().map(lambda at: at.replace(microsecond=0)))
def test_the_clock_on_the_wall_stays_across_clock_changes(rule, starts_on, zone, at):
    days = Recurrence(rule=rule, starts_on=starts_on).days(
        since=starts_on, before=starts_on + dt.timedelta(days=366)
    )
    for day in days:
        landing = land(on=day, at=at, zone=zone)
        read_there = landing.starts_at.astimezone(ZoneInfo(zone))
        assert (read_there.date(), read_there.time()) == (landing.on, landing.at)
        assert landing.is_moved or (landing.on, landing.at) == (day, at)


@pytest.mark.parametrize(("zone", "day", "skipped", "then"), GAPS)
def test_a_time_that_the_clocks_skip_moves_forward_by_what_they_skip(zone, day, skipped, then):
    landing = land(on=day, at=skipped, zone=zone)

    assert (landing.on, landing.at, landing.is_moved) == (day, then, True)


@pytest.mark.parametrize(("zone", "day", "skipped", "then"), GAPS)
def test_a_single_event_in_the_gap_is_refused(zone, day, skipped, then):
    with pytest.raises(NoSuchTime, match=skipped.strftime("%H:%M")):
        land_exactly(on=day, at=skipped, zone=zone)

    assert not land_exactly(on=day, at=then, zone=zone).is_moved


@pytest.mark.parametrize(
    ("zone", "day", "twice", "offset"),
    [
        ("Europe/Lisbon", dt.date(2030, 10, 27), dt.time(1, 30), 1),
        ("America/New_York", dt.date(2030, 11, 3), dt.time(1, 30), -4),
        ("Australia/Lord_Howe", dt.date(2030, 4, 7), dt.time(1, 45), 11),
    ],
)
def test_of_two_times_it_is_the_first(zone, day, twice, offset):
    landing = land(on=day, at=twice, zone=zone)

    first = dt.datetime.combine(day, twice, tzinfo=dt.timezone(dt.timedelta(hours=offset)))
    assert landing.starts_at == first
    assert not landing.is_moved


@pytest.mark.parametrize(
    "text",
    [
        "FREQ=WEEKLY;BYDAY=TH",
        "RRULE:FREQ=WEEKLY;BYDAY=TH;",
        " freq=weekly;byday=th ",
        "FREQ=MONTHLY;BYDAY=2TU,-1FR",
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1",
        "FREQ=DAILY;INTERVAL=3;COUNT=10",
        "FREQ=MONTHLY;BYMONTHDAY=-1",
        "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=MO,WE;BYMONTH=6,7",
    ],
)
def test_a_fair_rule_is_read(text):
    assert read(text).first() is not None


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "cannot read"),
        ("every thursday", "cannot read"),
        ("FREQ=HOURLY", "Once a day"),
        ("FREQ=SECONDLY;COUNT=3", "Once a day"),
        ("FREQ=DAILY;BYHOUR=9,10", "Once a day"),
        ("FREQ=YEARLY", "cannot read"),
        ("INTERVAL=2", "needs FREQ"),
        ("FREQ=WEEKLY;FREQ=DAILY", "cannot read"),
        ("FREQ=WEEKLY;INTERVAL=53", "cannot read"),
        ("FREQ=WEEKLY;INTERVAL=0", "cannot read"),
        ("FREQ=WEEKLY;BYDAY=2TU", "needs FREQ=MONTHLY"),
        ("FREQ=WEEKLY;BYMONTHDAY=3", "needs FREQ=MONTHLY"),
        ("FREQ=WEEKLY;COUNT=3;UNTIL=20300701", "not by both"),
        ("FREQ=WEEKLY;UNTIL=20301399", "cannot read"),
        ("FREQ=WEEKLY;UNTIL=20300731T999999Z", "cannot read"),
        ("FREQ=WEEKLY;BYDAY=XX", "cannot read"),
        ("FREQ=WEEKLY;BYDAY=", "cannot read"),
        ("FREQ=WEEKLY\nDTSTART:20300101T000000", "cannot read"),
        ("FREQ=WEEKLY;COUNT=\u0661", "cannot read"),
        ("<script>alert(1)</script>", "cannot read"),
        ("FREQ=WEEKLY;" + "BYDAY=MO," * 40, "too long"),
        ("FREQ=WEEKLY;UNTIL=20290101", "never comes"),
        ("FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2", "never comes"),
        ("FREQ=MONTHLY;INTERVAL=12;BYMONTH=2", "never comes"),
        ("FREQ=MONTHLY;BYMONTHDAY=29;BYMONTH=2", "more than a year"),
    ],
)
def test_an_unfit_rule_is_refused_in_words(text, words):
    with pytest.raises(RuleRefused, match=words) as refused:
        read(text)

    assert refused.value.field == "rule"


def test_a_rule_that_never_comes_is_refused_fast():
    """Control: asked from today on, the library walks eight thousand years."""
    never = "FREQ=MONTHLY;BYMONTHDAY=30;BYMONTH=2"
    began = time.perf_counter()
    with pytest.raises(RuleRefused):
        read(never)
    ours = time.perf_counter() - began
    began = time.perf_counter()
    today = dt.datetime.combine(START, dt.time())
    assert next(iter(rrulestr(never, dtstart=today)), None) is None
    theirs = time.perf_counter() - began

    assert ours < theirs / 4


@pytest.mark.parametrize(
    ("until", "last"),
    [
        ("20300620", dt.date(2030, 6, 20)),
        ("20300620T170000Z", dt.date(2030, 6, 20)),
        ("20300620T165959Z", dt.date(2030, 6, 13)),
        ("20300620T180000", dt.date(2030, 6, 20)),
    ],
)
def test_until_may_be_a_day_or_a_moment(until, last):
    recurrence = read(f"FREQ=WEEKLY;BYDAY=TH;UNTIL={until}")

    assert recurrence.days(since=START, before=dt.date(2031, 1, 1))[-1] == last
    assert not recurrence.comes_after(last + dt.timedelta(days=1))


def test_what_is_left_of_a_count():
    recurrence = read("FREQ=WEEKLY;BYDAY=TH;COUNT=10")

    assert recurrence.rest_from(START)["COUNT"] == "10"
    assert recurrence.rest_from(START + dt.timedelta(weeks=3))["COUNT"] == "7"


def test_the_fifth_weekday_is_the_last():
    assert [nth_of_month(dt.date(2030, 6, day)) for day in (1, 7, 8, 28, 29)] == [1, 1, 2, 4, -1]


def weekly(weeks, start=START):
    return {week: start + dt.timedelta(weeks=week) for week in range(weeks)}


def parted(old, rule, *, shift=0, starts_on=START, horizon=START + HORIZON):
    return split(
        old=old,
        recurrence=Recurrence(rule=rule, starts_on=starts_on),
        shift=dt.timedelta(days=shift),
        horizon=horizon,
    )


def test_a_series_that_moves_by_a_day_moves_as_one():
    friday = START + dt.timedelta(days=1)
    parting = parted(weekly(8), "FREQ=WEEKLY;BYDAY=FR", shift=1, starts_on=friday)

    assert parting.moved == weekly(8, start=friday)
    assert (parting.dropped, parting.added) == ([], [])


def test_a_series_that_moves_by_a_week_keeps_its_last_event():
    next_week = START + dt.timedelta(weeks=1)
    parting = parted(weekly(8), "FREQ=WEEKLY;BYDAY=TH", shift=7, starts_on=next_week)

    assert parting.moved == weekly(8, start=next_week)
    assert parting.dropped == []


def test_a_series_that_comes_half_as_often_drops_every_second_event():
    parting = parted(weekly(8), "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH")

    assert sorted(parting.moved) == [0, 2, 4, 6]
    assert parting.dropped == [1, 3, 5, 7]


def test_a_series_that_comes_more_often_adds_days():
    parting = parted(weekly(8), "FREQ=WEEKLY;BYDAY=TU,TH")

    assert parting.moved == weekly(8)
    assert {day.weekday() for day in parting.added} == {1}
    assert len(parting.added) == 8


def test_a_monthly_series_finds_its_new_weekday_though_the_distance_varies():
    tuesdays = {0: dt.date(2030, 6, 11), 1: dt.date(2030, 7, 9), 2: dt.date(2030, 8, 13)}
    parting = parted(
        tuesdays,
        "FREQ=MONTHLY;BYDAY=2TH",
        shift=2,
        starts_on=dt.date(2030, 6, 13),
        horizon=dt.date(2030, 8, 20),
    )

    assert parting.moved == {
        0: dt.date(2030, 6, 13),
        1: dt.date(2030, 7, 11),
        2: dt.date(2030, 8, 8),
    }


@settings(deadline=None)
@given(rules(), rules(), DAYS, st.integers(-6, 20), st.integers(1, 60))
def test_a_split_loses_no_event_and_gives_no_day_twice(old_rule, new_rule, start, shift, reach):
    old_days = Recurrence(rule=old_rule, starts_on=start).days(
        since=start, before=start + dt.timedelta(days=reach)
    )
    parting = parted(
        dict(enumerate(old_days)),
        new_rule,
        shift=shift,
        starts_on=start + dt.timedelta(days=shift),
        horizon=start + HORIZON,
    )

    assert sorted([*parting.moved, *parting.dropped]) == list(range(len(old_days)))
    days = [*parting.moved.values(), *parting.added]
    assert len(days) == len(set(days))
    assert all(day < start + HORIZON for day in parting.added)


def test_pairing_prefers_the_exact_distance():
    old = {1: START, 2: START + dt.timedelta(days=2)}
    new = [START + dt.timedelta(days=2), START + dt.timedelta(days=4)]

    assert paired(old=old, new_days=new, shift=dt.timedelta(days=2)) == {1: new[0], 2: new[1]}


def test_parts_survive_a_round_trip():
    assert joined(parts_of("FREQ=WEEKLY;INTERVAL=2;BYDAY=TH")) == "FREQ=WEEKLY;INTERVAL=2;BYDAY=TH"
