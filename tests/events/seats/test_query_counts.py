"""Statements of the pages about seats: all but transaction control and the scope's own words."""

import datetime as dt
import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from config.kernel import idempotency
from events.calendar.models.events import Event
from tests.factories import EventFactory, MembershipFactory, RsvpFactory, SegmentFactory
from tests.statements import counting

pytestmark = pytest.mark.django_db(transaction=True)

WRITING = re.compile(r"\b(INSERT INTO|UPDATE|DELETE FROM|EXECUTE (insert_into|update)_\w+)\b")


def statements(do):
    with counting() as said:
        response = do()
    return response, said


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
    if stage == "OFFERED":
        until = timezone.now() + dt.timedelta(hours=6)
        RsvpFactory(segment=seats, membership=member, state=stage, held_until=until)
    if stage == "full":
        event.segments.filter(pk=seats.pk).update(capacity=5)
    if stage == "ENDED":
        event.state, event.ended_at = "ENDED", timezone.now()
        event.starts_at = timezone.now() - dt.timedelta(days=1)
        event.ends_at = event.starts_at + dt.timedelta(minutes=45)
        event.save()
    if stage == "CANCELLED":
        Event.objects.filter(pk=event.pk).update(state=stage, cancelled_at=timezone.now())


@pytest.mark.parametrize(
    ("at", "count"),
    [
        ("open", 4),
        ("full", 5),
        ("GOING", 5),
        ("OFFERED", 4),
        ("WAITING", 5),
        ("ENDED", 4),
        ("CANCELLED", 5),
    ],
)
def test_the_event_page_takes_five_statements_at_most(sign_in, member, event, at, count):
    """Five where there is the next repeat, or for a seat the hot seats."""
    stage(event, at, member)
    client = sign_in(member)

    response, said = statements(lambda: client.get(path("event_detail", event)))

    assert response.status_code == 200
    assert len(said) == count, "\n".join(said)


@pytest.mark.parametrize(
    ("name", "is_full", "count"),
    [("rsvp_create", False, 7), ("waitlist_create", True, 6), ("waitlist_create", False, 8)],
)
def test_an_rsvp_takes_eight_statements_at_most(sign_in, member, event, name, is_full, count):
    """A form POST without scripts: who asks and the key included.

    Who asks for the line and finds a seat free takes one more: the counter is held for the line
    before it is known to have room, and taken after.
    """
    client = sign_in(member)
    segment = event.segments.get(kind="INTIMATE")
    if is_full:
        event.segments.filter(pk=segment.pk).update(capacity=5)
    data = {"intention": "Redraft one paragraph", "sight": "HOSTS", "idempotency_key": "k"}

    response, said = statements(lambda: client.post(path(name, event, segment.pk), data))

    assert response.status_code == 302
    assert len(said) == count, "\n".join(said)


def written_in(do):
    """How many transactions had begun and had ended at each write."""
    with CaptureQueriesContext(connection) as captured:
        do()
    said = [query["sql"] for query in captured.captured_queries]
    return {
        (said[:at].count("BEGIN"), said[:at].count("COMMIT"))
        for at, sql in enumerate(said)
        if WRITING.search(sql)
    }


@pytest.mark.parametrize("scripts", [{}, {"hx-request": "true"}], ids=["plain", "htmx"])
def test_an_rsvp_writes_in_one_transaction(sign_in, member, event, scripts):
    client, segment = sign_in(member), event.segments.get(kind="INTIMATE")
    data = {"intention": "Redraft one paragraph", "sight": "HOSTS", "idempotency_key": "k"}
    url = path("rsvp_create", event, segment.pk)

    ((begun, ended),) = written_in(lambda: client.post(url, data, headers=scripts))

    assert begun == ended + 1


def test_control_what_does_not_say_where_it_leads_writes_once_more(
    sign_in, member, event, monkeypatch
):
    client, segment = sign_in(member), event.segments.get(kind="INTIMATE")
    data = {"intention": "Redraft one paragraph", "sight": "HOSTS", "idempotency_key": "k"}
    monkeypatch.setattr(idempotency, "lead_to", lambda _location: None)

    written = written_in(lambda: client.post(path("rsvp_create", event, segment.pk), data))

    assert len(written) == 2


@pytest.mark.parametrize("scripts", [{}, {"hx-request": "true"}], ids=["plain", "htmx"])
def test_a_full_answer_takes_one_read_and_the_panel_and_writes_nothing(
    sign_in, member, event, scripts
):
    """Who asks, the look that refuses, whether it is a repeat, and three reads of the panel."""
    client, segment = sign_in(member), event.segments.get(kind="INTIMATE")
    event.segments.filter(pk=segment.pk).update(capacity=5)
    data = {"intention": "Redraft one paragraph", "sight": "HOSTS", "idempotency_key": "k"}
    url = path("rsvp_create", event, segment.pk)

    response, said = statements(lambda: client.post(url, data, headers=scripts))

    assert response.status_code == 422
    assert len(said) == 6, "\n".join(said)
    assert not any(WRITING.search(sql) for sql in said)


def test_the_list_takes_four_statements_however_long_it_is(sign_in, member, event):
    client = sign_in(member)
    address = reverse("events:event_list", args=[member.community.slug])
    _few, before = statements(lambda: client.get(address))
    for day in range(3, 9):
        later = EventFactory(
            community=member.community, starts_at=timezone.now() + dt.timedelta(days=day)
        )
        RsvpFactory(segment=SegmentFactory(event=later), membership=member)

    _many, said = statements(lambda: client.get(address))

    assert len(before) == len(said) == 4, "\n".join(said)


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


def test_the_calendar_takes_two_statements(sign_in, member, event):
    client = sign_in(member)
    day = event.local_date
    address = reverse("events:event_calendar", args=[member.community.slug, day.year, day.month])

    response, said = statements(lambda: client.get(address))

    assert response.status_code == 200
    assert len(said) == 2, "\n".join(said)


def test_the_page_of_the_seats_takes_four_statements_however_many_there_are(sign_in, event):
    client = sign_in(event.host)
    address = path("seat_list", event)
    _few, before = statements(lambda: client.get(address))
    for state in ("GOING", "WAITING", "WAITING", "OFFERED"):
        until = timezone.now() + dt.timedelta(hours=6) if state == "OFFERED" else None
        seats = event.segments.get(kind="INTIMATE")
        RsvpFactory(segment=seats, state=state, held_until=until)

    _many, said = statements(lambda: client.get(address))

    assert len(before) == len(said) == 4, "\n".join(said)


def test_the_page_that_takes_somebody_off_takes_three_statements(sign_in, event):
    client = sign_in(event.host)
    rsvp = event.rsvps.first()

    _response, said = statements(lambda: client.get(path("seat_removal", event, rsvp.pk)))

    assert len(said) == 3, "\n".join(said)
