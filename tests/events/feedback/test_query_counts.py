"""How many statements the pages of pieces and answers ask, however many there are."""

import pytest

from tests.events.attendance.arranging import HOUR, MINUTE, event_in, seat_at, someone, url
from tests.events.attendance.test_query_counts import WHO_ASKS, statements
from tests.events.feedback.test_feedback import ANSWER, circle_in
from tests.factories import FeedbackFactory, PieceFactory

pytestmark = pytest.mark.django_db


def fill(event, mine):
    """One more piece to answer, and one more answer."""
    theirs = PieceFactory(rsvp=seat_at(event))
    FeedbackFactory(piece=theirs, reviewer=mine.membership)
    FeedbackFactory(piece=mine, reviewer=theirs.membership, text=ANSWER)


@pytest.mark.parametrize(
    ("name", "role", "blindness", "asked"),
    [
        ("feedback_list", "member", "NONE", 4),
        ("feedback_list", "member", "HANDLE_ONLY", 5),
        ("feedback_list", "host", "NONE", 5),
        ("piece_update", "member", "NONE", 3),
        ("feedback_detail", "member", "NONE", 3),
        ("feedback_detail", "member", "DOUBLE_BLIND", 4),
    ],
)
def test_statements(sign_in, name, role, blindness, asked):
    event = circle_in(HOUR, blindness=blindness)
    mine = PieceFactory(rsvp=seat_at(event))
    given = FeedbackFactory(piece=PieceFactory(rsvp=seat_at(event)), reviewer=mine.membership)
    client = sign_in({"member": mine.membership, "host": event.host}[role])
    page = url(name, event, *([given.pk] if name == "feedback_detail" else []))
    fill(event, mine)
    few = statements(client, page)
    for _more in range(3):
        fill(event, mine)

    assert (few, statements(client, page)) == (WHO_ASKS + asked, WHO_ASKS + asked)


@pytest.mark.parametrize("name", ["event_detail", "room_detail"])
def test_the_panel_takes_one_statement_where_there_are_pieces(sign_in, name):
    plain, circle = event_in(MINUTE), circle_in(MINUTE)

    def count(event):
        member = seat_at(event).membership
        return statements(sign_in(member), url(name, event))

    assert count(circle) == count(plain) + 1


def test_strangers_to_the_room_see_what_it_is_about(sign_in):
    event = circle_in(HOUR)

    shown = sign_in(someone(event)).get(url("event_detail", event)).content.decode()

    assert "Everyone with a seat in the room may bring one page" in shown
    assert "pieces/mine" not in shown
