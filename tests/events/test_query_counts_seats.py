"""Statements of the pages about seats: all but transaction control and the door's own words."""

import datetime as dt

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from events.models import Event
from tests.factories import EventFactory, MembershipFactory, RsvpFactory, SegmentFactory

pytestmark = pytest.mark.django_db(transaction=True)

NOT_COUNTED = (
    "BEGIN",
    "COMMIT",
    "SAVEPOINT",
    "RELEASE SAVEPOINT",
    "ROLLBACK",
    "SELECT SET_CONFIG",
)


def statements(do):
    with CaptureQueriesContext(
        connection,
    ) as captured:
        response = do()
    said = [query["sql"] for query in captured.captured_queries]
    return response, [sql for sql in said if not sql.upper().startswith(NOT_COUNTED)]


@pytest.fixture
def event(member):
    event = EventFactory(
        community=member.community, starts_at=timezone.now() + dt.timedelta(days=2)
    )
    SegmentFactory(event=event)
    SegmentFactory(event=event, kind="BROADCAST")
    for _seat in range(5):
        RsvpFactory(segment=event.segments.get(kind="INTIMATE"), intention_sight="MEMBERS")
    return event


def path(name, event, *more):
    return reverse(f"events:{name}", args=[event.community.slug, event.pk, *more])


def stage(event, stage, member):
    """Bring the event, or the member's own claim on it, to a stage of the panel."""
    seats = event.segments.get(kind="INTIMATE")
    if stage in ("GOING", "WAITING"):
        RsvpFactory(segment=seats, membership=member, state=stage)
    if stage == "ENDED":
        event.state, event.ended_at = "ENDED", timezone.now()
        event.starts_at = timezone.now() - dt.timedelta(days=1)
        event.ends_at = event.starts_at + dt.timedelta(minutes=45)
        event.save()
    if stage == "CANCELLED":
        Event.objects.filter(pk=event.pk).update(state=stage, cancelled_at=timezone.now())


@pytest.mark.parametrize(
    ("at", "count"),
    [("open", 8), ("GOING", 7), ("WAITING", 8), ("ENDED", 7), ("CANCELLED", 7)],
)
def test_the_event_page_takes_eight_statements_at_most(sign_in, member, event, at, count):
    stage(event, at, member)
    client = sign_in(member)

    response, said = statements(lambda: client.get(path("event_detail", event)))

    assert response.status_code == 200
    assert len(said) == count, "\n".join(said)


@pytest.mark.parametrize("name", ["rsvp_create", "line_create"])
def test_an_rsvp_takes_twelve_statements_at_most(sign_in, member, event, name):
    """A form POST without scripts: session, person, community, membership and key included."""
    client = sign_in(member)
    segment = event.segments.get(kind="INTIMATE")
    data = {"intention": "Redraft one paragraph", "sight": "HOSTS", "idempotency_key": "k"}

    response, said = statements(lambda: client.post(path(name, event, segment.pk), data))

    assert response.status_code == 302
    assert len(said) == {"rsvp_create": 11, "line_create": 12}[name], "\n".join(said)


def test_the_list_takes_seven_statements_however_long_it_is(sign_in, member, event):
    client = sign_in(member)
    address = reverse("events:event_list", args=[member.community.slug])
    _few, before = statements(lambda: client.get(address))
    for day in range(3, 9):
        later = EventFactory(
            community=member.community, starts_at=timezone.now() + dt.timedelta(days=day)
        )
        RsvpFactory(segment=SegmentFactory(event=later), membership=member)

    _many, said = statements(lambda: client.get(address))

    assert len(before) == len(said) == 7, "\n".join(said)


def test_the_public_page_takes_few_statements_however_much_is_planned(client, event):
    address = reverse("memberships:community_detail", args=[event.community.slug])
    _few, before = statements(lambda: client.get(address))
    for day in range(3, 6):
        SegmentFactory(
            event=EventFactory(
                community=event.community, starts_at=timezone.now() + dt.timedelta(days=day)
            )
        )
    MembershipFactory(community=event.community)

    _many, said = statements(lambda: client.get(address))

    assert len(before) == len(said) <= 6, "\n".join(said)


def test_the_calendar_takes_five_statements(sign_in, member, event):
    client = sign_in(member)
    day = event.local_date
    address = reverse("events:event_calendar", args=[member.community.slug, day.year, day.month])

    response, said = statements(lambda: client.get(address))

    assert response.status_code == 200
    assert len(said) == 5, "\n".join(said)
