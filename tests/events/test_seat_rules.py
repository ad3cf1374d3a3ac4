from hypothesis import given
from hypothesis import strategies as st

from events.rules import FEW_SEATS
from events.rules.seats import is_fit_intention, on_one_line, openness


@given(capacity=st.integers(1, 720), data=st.data())
def test_members_see_three_states_and_no_count(capacity, data):
    taken = data.draw(st.integers(0, capacity))
    left = capacity - taken
    expected = "full" if left == 0 else "few" if left <= FEW_SEATS else "open"

    assert openness(taken=taken, capacity=capacity) == expected
    assert openness(taken=taken, capacity=None) == "open"


@given(st.text())
def test_an_intention_stands_on_one_line(text):
    line = on_one_line(text)

    assert on_one_line(line) == line
    assert not set(line) & set("\n\r\t")
    assert is_fit_intention(line) == (10 <= len(line) <= 140)
