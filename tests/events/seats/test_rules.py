import datetime as dt

from hypothesis import given
from hypothesis import strategies as st

from events.seats.rules import (
    FEW_SEATS,
    FIRST_TO_ACCEPT_WITHIN,
    is_fit_intention,
    offer_duration,
    openness,
)


@given(capacity=st.integers(1, 720), data=st.data())
def test_members_see_three_states_and_no_count(capacity, data):
    taken = data.draw(st.integers(0, capacity))
    left = capacity - taken
    expected = "full" if left == 0 else "few" if left <= FEW_SEATS else "open"

    assert openness(taken=taken, capacity=capacity) == expected
    assert openness(taken=taken, capacity=None) == "open"


@given(st.text())
def test_an_intention_has_10_to_140_characters(text):
    assert is_fit_intention(text) == (10 <= len(text) <= 140)


@given(minutes=st.integers(-60, 10 * 24 * 60))
def test_the_nearer_the_event_the_shorter_an_offer_stands(minutes):
    ahead = dt.timedelta(minutes=minutes)
    limit = offer_duration(ahead=ahead)

    assert (limit is None) == (ahead <= FIRST_TO_ACCEPT_WITHIN)
    assert limit is None or limit < ahead
    sooner = offer_duration(ahead=ahead - dt.timedelta(minutes=1))
    assert limit is None or sooner is None or sooner <= limit
