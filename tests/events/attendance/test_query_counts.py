"""How many statements each page of the day asks, however full it is."""

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.events.attendance.arranging import (
    DAY,
    HOUR,
    MINUTE,
    ended,
    event_in,
    seat_at,
    someone,
    url,
)
from tests.factories import (
    CheckInFactory,
    ContributionFactory,
    MicroActionFactory,
    WrapUpFactory,
)
from tests.statements import counting

pytestmark = pytest.mark.django_db

WHO_ASKS = 1


def statements(client, path):
    """As they are counted in speed.md: whatever but the frame of a transaction."""
    with counting() as asked:
        response = client.get(path)
    assert response.status_code == 200
    return len(asked)


def fill(event, me=None):
    """One more of everything."""
    rsvp = seat_at(event, **({"membership": me} if me else {}))
    CheckInFactory(rsvp=rsvp, came_at=event.starts_at)
    MicroActionFactory(rsvp=rsvp, due_on=timezone.localdate())
    WrapUpFactory(rsvp=rsvp, safety="TALK", thanks="To all")
    ContributionFactory(event=event, membership=rsvp.membership)
    return rsvp


def room(event):
    return url("room_detail", event)


def card(event):
    return url("wrap_up", event)


def attendance(event):
    return url("attendance_list", event)


def wall(event):
    return url("contribution_create", event)


def answers(event):
    return reverse("events:safety_answer_list", args=[event.community.slug])


def my_loop(event):
    return reverse("events:loop_detail", args=[event.community.slug])


@pytest.mark.parametrize(
    ("page", "role", "asked"),
    [
        (room, "member", 2),
        (room, "host", 2),
        (card, "member", 3),
        (attendance, "host", 2),
        (wall, "member", 3),
        (answers, "moderator", 2),
        (my_loop, "member", 5),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_statements(sign_in, page, role, asked):
    event = ended(event_in(-2 * HOUR))
    me = fill(event).membership
    people = {"member": me, "host": event.host, "moderator": someone(event, "MODERATOR")}
    client = sign_in(people[role])
    few = statements(client, page(event))
    for _more in range(4):
        fill(event)
        fill(ended(event_in(-3 * DAY, community=event.community)), me)
        seat_at(event_in(DAY, community=event.community), membership=me)

    many = statements(client, page(event))

    assert (few, many) == (WHO_ASKS + asked, WHO_ASKS + asked)


def test_checking_in_asks_little(sign_in):
    event = event_in(-MINUTE)
    client = sign_in(seat_at(event).membership)

    with counting() as asked:
        client.post(url("check_in", event), {"idempotency_key": "a-key"})

    assert len(asked) <= 9
