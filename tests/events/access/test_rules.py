"""By when an access need is answered."""

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.access.rules import answer_due_at

HOUR = dt.timedelta(hours=1)
NOON = dt.datetime(2030, 6, 1, 12, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("ahead", "within"),
    [(7 * 24, 72), (96, 72), (95, 71), (48, 24), (26, 2), (25, 1), (24, 1), (2, 1)],
    ids=str,
)
def test_72_hours_or_a_day_before_but_an_hour_at_least(ahead, within):
    due_at = answer_due_at(asked_at=NOON, starts_at=NOON + ahead * HOUR)

    assert due_at == NOON + within * HOUR


@given(ahead=st.timedeltas(min_value=dt.timedelta(), max_value=dt.timedelta(days=400)))
def test_never_sooner_than_an_hour_nor_later_than_three_days(ahead):
    due_at = answer_due_at(asked_at=NOON, starts_at=NOON + ahead)

    assert HOUR <= due_at - NOON <= 72 * HOUR
