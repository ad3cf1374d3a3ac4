"""Kept apart: nothing that comes back differs from the answers of a truly full event."""

import re
import time
from functools import partial

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from config.kernel.delivery import deliver_due
from config.kernel.models import Delivery
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment
from memberships.separations.models import Separation
from tests import scopes
from tests.events.seats.apart import DAY, HOUR, Table, claim, in_community, join, path, state_of
from tests.factories import EventFactory, RsvpFactory, SegmentFactory

pytestmark = [pytest.mark.django_db, pytest.mark.slow]


@pytest.fixture
def table(request):
    """Two days ahead; a test may ask for another time."""
    return Table(ahead=getattr(request, "param", 2 * DAY))


@pytest.fixture
def _nothing_by_chance(monkeypatch, table):
    """Time stands still, and each secret of a form is the same secret."""
    monkeypatch.setattr(timezone, "now", lambda: table.now)
    monkeypatch.setattr("django.middleware.csrf._get_new_csrf_string", lambda: "c" * 32)
    monkeypatch.setattr("django.middleware.csrf._mask_cipher_secret", lambda _secret: "c" * 64)
    monkeypatch.setattr("config.kernel.components.uuid4", lambda: "k")
    monkeypatch.setattr(time, "time", table.now.timestamp)


def all_there_is(response):
    """Status, every header and every byte; of each page on the way where it leads on."""
    way = [*response.redirect_chain] if hasattr(response, "redirect_chain") else []
    cookies = {name: morsel.OutputString() for name, morsel in response.cookies.items()}
    return way, response.status_code, dict(response.headers), cookies, response.content


def asked(do):
    """What comes back, and the statements it took, without the numbers in them."""
    with CaptureQueriesContext(connection) as captured:
        response = do()
    said = [re.sub(r"\d+", "0", query["sql"]) for query in captured.captured_queries]
    return all_there_is(response), said


def anew(table):
    """As if the member had never asked: no claim, no fact, no key."""
    Rsvp.objects.filter(membership=table.bo).delete()
    Segment.objects.filter(pk=table.broadcast.pk).update(taken=0)
    Delivery.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM kernel_idempotencykey")


def told_apart(table, do, *, first=lambda: None):
    """What differs for `bo` between a truly full event and one that only he must not enter."""
    found = []
    for arrange in (table.full, table.closed_to_bo, table.full):
        anew(table)
        arrange()
        first()
        found.append(asked(do))
    (full, said), (closed, also_said), again = found
    assert again == (full, said), "what is compared is not the same from one time to the next"
    differing = [(one, two) for one, two in zip(full, closed, strict=True) if one != two]
    return (
        differing,
        [pair for pair in zip(said, also_said, strict=False) if len(set(pair)) > 1],
        (len(said) - len(also_said)),
    )


SAME = ([], [], 0)


def pages(table):
    day = table.event.local_date
    return {
        "event": path("event_detail", table.event),
        "list": in_community("events:event_list", table),
        "calendar": in_community("events:event_calendar", table, day.year, day.month),
        "loop": in_community("events:loop_detail", table),
        "wall": path("contribution_create", table.event),
        "file": path("event_ics", table.event),
        "repeat": path("event_detail", table.later),
        "public": in_community("memberships:community_detail", table),
    }


@pytest.mark.usefixtures("_nothing_by_chance")
@pytest.mark.parametrize(
    "page", ["event", "list", "calendar", "loop", "wall", "file", "repeat", "public"]
)
@pytest.mark.parametrize("stage", ["new", "in line", "watching"])
def test_no_page_tells(sign_in, table, page, stage):
    client = sign_in(table.bo)
    url = pages(table)[page]
    client.get(url)

    def first():
        if stage == "in line":
            RsvpFactory(segment=table.seats, membership=table.bo, state="WAITING")
        if stage == "watching":
            RsvpFactory(segment=table.broadcast, membership=table.bo)

    assert told_apart(table, partial(client.get, url), first=first) == SAME


@pytest.mark.usefixtures("_nothing_by_chance")
@pytest.mark.parametrize("scripts", [{}, {"hx-request": "true"}], ids=["plain", "htmx"])
@pytest.mark.parametrize("name", ["rsvp_create", "waitlist_create"])
def test_no_answer_to_who_wants_to_come_tells(sign_in, table, name, scripts):
    client, url = sign_in(table.bo), path(name, table.event, table.seats.pk)
    ask = partial(client.post, url, claim(), headers=scripts, follow=not scripts)
    status = {"rsvp_create": 422, "waitlist_create": 200}[name]

    assert told_apart(table, ask) == SAME
    assert ask_once_more(table, ask).status_code == status


@pytest.mark.usefixtures("_nothing_by_chance")
def test_no_answer_to_who_changes_sides_tells(sign_in, table):
    client, url = sign_in(table.bo), path("rsvp_change", table.event, table.seats.pk)

    def watch():
        RsvpFactory(segment=table.broadcast, membership=table.bo)

    ask = partial(client.post, url, {"idempotency_key": "k1"})

    assert told_apart(table, ask, first=watch) == SAME
    assert ask_once_more(table, ask, first=watch).status_code == 422


@pytest.mark.usefixtures("_nothing_by_chance")
@pytest.mark.parametrize("table", [2 * HOUR], indirect=True)
def test_no_answer_to_who_would_be_first_to_accept_tells(sign_in, table):
    client, url = sign_in(table.bo), path("rsvp_acceptance", table.event)

    def wait():
        RsvpFactory(segment=table.seats, membership=table.bo, state="WAITING")

    ask = partial(client.post, url, {"idempotency_key": "k1"})

    assert told_apart(table, ask, first=wait) == SAME
    assert ask_once_more(table, ask, first=wait).status_code == 422


@pytest.mark.usefixtures("_nothing_by_chance")
def test_no_answer_to_who_moves_their_wish_here_tells(sign_in, table):
    """From another event's line to this one, which is full or looks so."""
    earlier = EventFactory(
        community=table.community,
        revision=table.event.revision,
        host=table.event.host,
        starts_at=table.event.starts_at - DAY,
    )
    line = SegmentFactory(event=earlier, capacity=1)
    RsvpFactory(segment=line)
    client, url = sign_in(table.bo), path("rsvp_move", earlier)

    def wait():
        RsvpFactory(segment=line, membership=table.bo, state="WAITING")

    data = {"to_event": table.event.pk, "idempotency_key": "k1"}
    ask = partial(client.post, url, data, follow=True)

    assert told_apart(table, ask, first=wait) == SAME
    assert ask_once_more(table, ask, first=wait).redirect_chain[-1][1] == 302
    assert state_of(table, table.bo) == "WAITING"


@pytest.mark.usefixtures("_nothing_by_chance")
def test_no_mail_tells(table, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    letters = []
    for arrange in (table.full, table.closed_to_bo):
        anew(table)
        arrange()
        mail.outbox = []
        join(table, table.bo)
        with scopes.closed():
            deliver_due(queue="outside")
        letters.append(
            [(m.subject, m.to, m.body, m.alternatives, len(m.attachments)) for m in mail.outbox]
        )

    assert letters[0] == letters[1]
    assert [to for _subject, to, *_rest in letters[0]] == [[table.bo.user.email]]


@pytest.mark.usefixtures("_nothing_by_chance")
def test_control_a_page_that_tells_by_a_word_is_caught(sign_in, table, monkeypatch):
    monkeypatch.setattr(Segment, "openness_for_member", property(honest))
    client = sign_in(table.bo)

    for page in ("event", "list"):
        differing, _said, _more = told_apart(table, partial(client.get, pages(table)[page]))
        assert differing


@pytest.mark.usefixtures("_nothing_by_chance")
def test_control_a_page_that_tells_by_a_statement_is_caught(sign_in, table, monkeypatch):
    def look_twice(segment):
        if segment.is_restrained:
            segment.refresh_from_db(fields=["taken"])
        return "full" if segment.is_restrained or segment.is_full else "open"

    monkeypatch.setattr(Segment, "openness_for_member", property(look_twice))
    client = sign_in(table.bo)

    differing, _said, more = told_apart(table, partial(client.get, pages(table)["event"]))

    assert (differing, more) == ([], -1)


def honest(segment):
    return "full" if segment.is_full else "open"


def ask_once_more(table, ask, *, first=lambda: None):
    anew(table)
    table.closed_to_bo()
    first()
    return ask()


# No oracle for who keeps somebody apart


@pytest.mark.usefixtures("_nothing_by_chance")
@pytest.mark.parametrize("page", ["event", "list", "wall", "file"])
def test_who_blocks_sees_nothing_of_where_the_other_is(sign_in, table, page):
    """Whether he sits there or somebody else, and whether she blocks him or not."""
    client, url = sign_in(table.ada), pages(table)[page]
    client.get(url)
    found = []
    for lifted_at in (None, table.now):
        Separation.objects.update(lifted_at=lifted_at)
        for somebody in (table.bo, table.others[0]):
            table.seated(somebody)
            found.append(asked(partial(client.get, url)))

    assert all(one == found[0] for one in found)


@pytest.mark.usefixtures("_nothing_by_chance")
def test_who_blocks_gets_the_same_seat_as_before(sign_in, table):
    client = sign_in(table.ada)
    ask = partial(
        client.post, path("rsvp_create", table.event, table.seats.pk), claim(), follow=True
    )
    found = []
    for somebody in (table.bo, table.others[0]):
        Rsvp.objects.all().delete()
        anew(table)
        table.seated(somebody)
        found.append(asked(ask))

    assert found[0] == found[1]
