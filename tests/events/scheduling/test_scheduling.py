"""One event: put on the calendar, changed with a preview, called off with a reason."""

import datetime as dt

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from config.kernel.models import Fact
from events.calendar.models.events import Event, HasBegun, NothingNew
from events.calendar.policies import NotAHost
from events.calendar.rules.local_time import NoSuchTime, TimeHasPassed, TooFarAhead
from events.scheduling.selectors import event_change_preview
from events.scheduling.services import cancel_event, change_event, schedule_event
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import CapacityUnfit, Segment
from memberships.communities.models import Clearance, NotCleared
from tests.events.scheduling.arranging import (
    LISBON,
    SIX,
    THURSDAY,
    arranged,
    in_days,
    instructor_with_template,
    typed,
    url,
)
from tests.factories import (
    NOON,
    EventFactory,
    MembershipFactory,
    RsvpFactory,
    SegmentFactory,
    TemplateRevisionFactory,
)

pytestmark = pytest.mark.django_db


def schedule(membership, template, *, now=NOON, **changes):
    return schedule_event(
        membership=membership,
        template_id=template.pk,
        arrangement=arranged(membership, **changes),
        now=now,
    )


def facts_named(name):
    return list(Fact.objects.filter(name=f"events.{name}").order_by("pk"))


def test_an_event_is_published_with_its_segments():
    host, template = instructor_with_template()
    event = schedule(host, template, rooms=3, region="Porto", meeting_url="https://meet.test/x")

    assert event.starts_at == dt.datetime(2030, 6, 6, 17, tzinfo=dt.UTC)
    assert event.ends_at - event.starts_at == dt.timedelta(minutes=45)
    assert (event.local_date, event.local_time, event.time_zone) == (THURSDAY, SIX, LISBON)
    assert (event.state, event.host, event.region) == ("SCHEDULED", host, "Porto")
    assert set(event.segments.values_list("kind", "rooms", "capacity")) == {
        ("INTIMATE", 3, 36),
        ("BROADCAST", 0, None),
    }
    [fact] = facts_named("event_scheduled")
    assert (fact.subject_id, fact.actor_id, fact.data) == (event.pk, host.pk, {"series_id": None})


def test_without_broadcast_there_is_no_such_segment():
    host = MembershipFactory(roles=["MEMBER", "OWNER"])
    revision = TemplateRevisionFactory(
        community=host.community, has_broadcast=False, seats_per_room=6
    )
    event = schedule(host, revision.template, rooms=2)

    assert list(event.segments.values_list("kind", "capacity")) == [("INTIMATE", 12)]


def test_title_and_rooms_come_from_the_template():
    host = MembershipFactory(roles=["MEMBER", "OWNER"])
    revision = TemplateRevisionFactory(community=host.community, title="Peer", rooms=4)
    event = schedule(host, revision.template, title="", rooms=0)

    assert event.title == "Peer"
    assert event.segments.get(kind="INTIMATE").rooms == 4


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"on": NOON.date() - dt.timedelta(days=1)}, TimeHasPassed),
        ({"on": NOON.date(), "at": dt.time(12, 59)}, TimeHasPassed),
        ({"on": dt.date.min}, TimeHasPassed),
        ({"on": dt.date.max}, TooFarAhead),
        ({"on": dt.date(2031, 3, 30), "at": dt.time(1, 30)}, NoSuchTime),
        (
            {"on": dt.date(2031, 3, 9), "at": dt.time(2, 30), "zone": "America/New_York"},
            NoSuchTime,
        ),
        (
            {"on": dt.date(2030, 10, 6), "at": dt.time(2, 15), "zone": "Australia/Lord_Howe"},
            NoSuchTime,
        ),
    ],
)
def test_an_unfit_time_is_refused(changes, refusal):
    host, template = instructor_with_template()

    with pytest.raises(refusal) as refused:
        schedule(host, template, **changes)

    assert refused.value.field in ("date", "time")
    assert not Event.objects.exists()
    assert not Fact.objects.exists()


def test_any_instructor_or_owner_may_be_host():
    host, template = instructor_with_template()
    owner = MembershipFactory(community=host.community, roles=["MEMBER", "OWNER"])

    assert schedule(host, template, host_id=owner.pk).host == owner


@pytest.mark.parametrize("unfit", [{"roles": ["MEMBER"]}, {"status": "LEFT"}])
def test_others_cannot_be_host(unfit):
    host, template = instructor_with_template()
    other = MembershipFactory(
        **{"community": host.community, "roles": ["MEMBER", "INSTRUCTOR"], **unfit}
    )

    with pytest.raises(NotAHost):
        schedule(host, template, host_id=other.pk)


@pytest.mark.parametrize("roles", [["MEMBER"], ["MEMBER", "MODERATOR"]])
def test_members_do_not_schedule(roles):
    _host, template = instructor_with_template()
    member = MembershipFactory(community=template.community, roles=roles)

    with pytest.raises(PermissionDenied):
        schedule(member, template)


def test_publishing_waits_for_a_clearance(monkeypatch):
    host, template = instructor_with_template()
    monkeypatch.setattr(
        "events.scheduling.services.REQUIRED_FOR_PUBLISHING", frozenset({"code_of_conduct"})
    )

    with pytest.raises(NotCleared):
        schedule(host, template)

    Clearance.objects.create(community=host.community, kind="code_of_conduct", is_satisfied=True)
    assert schedule(host, template)


def test_an_edit_moves_the_event_and_says_so():
    host, template = instructor_with_template()
    event = schedule(host, template)
    change_event(
        membership=host,
        event_id=event.pk,
        arrangement=arranged(host, at=dt.time(19, 30), title="Rye"),
        now=NOON,
    )

    was_at = event.starts_at
    event.refresh_from_db()
    assert event.starts_at - was_at == dt.timedelta(hours=1, minutes=30)
    assert event.ends_at - event.starts_at == dt.timedelta(minutes=45)
    assert (event.title, event.sequence, event.is_edited_alone) == ("Rye", 1, False)
    [fact] = facts_named("event_changed")
    assert fact.data == {"is_moved": True, "was_at": was_at.isoformat()}


def test_new_words_do_not_move_it():
    host, template = instructor_with_template()
    event = schedule(host, template)

    change_event(
        membership=host, event_id=event.pk, arrangement=arranged(host, title="Rye"), now=NOON
    )

    assert facts_named("event_changed")[0].data["is_moved"] is False


def test_an_edit_that_changes_nothing_is_refused():
    host, template = instructor_with_template()
    event = schedule(host, template)

    with pytest.raises(NothingNew):
        change_event(membership=host, event_id=event.pk, arrangement=arranged(host), now=NOON)
    with pytest.raises(NothingNew):
        event_change_preview(
            membership=host, event_id=event.pk, arrangement=arranged(host), now=NOON
        )


def test_rooms_grow_and_the_line_moves_up():
    host, template = instructor_with_template()
    event = schedule(host, template)
    intimate = event.segments.get(kind="INTIMATE")
    for _seat in range(12):
        RsvpFactory(segment=intimate)
    waiting = RsvpFactory(segment=intimate, state="WAITING")

    change_event(membership=host, event_id=event.pk, arrangement=arranged(host, rooms=2), now=NOON)

    waiting.refresh_from_db()
    intimate.refresh_from_db()
    assert waiting.state == "OFFERED"
    assert (intimate.rooms, intimate.capacity, intimate.taken) == (2, 24, 13)
    assert [fact.subject_id for fact in facts_named("seat_offered")] == [waiting.pk]


def test_rooms_never_shrink_below_what_is_taken():
    host, template = instructor_with_template()
    event = schedule(host, template, rooms=2)
    intimate = event.segments.get(kind="INTIMATE")
    for _seat in range(13):
        RsvpFactory(segment=intimate)
    wanted = {"membership": host, "event_id": event.pk, "arrangement": arranged(host), "now": NOON}

    with pytest.raises(CapacityUnfit):
        event_change_preview(**wanted)
    with pytest.raises(CapacityUnfit):
        change_event(**wanted)

    intimate.refresh_from_db()
    assert intimate.rooms == 2


@pytest.mark.parametrize(
    "state",
    [
        {"state": "LIVE"},
        {"state": "ENDED", "ended_at": NOON},
        {"state": "CANCELLED", "cancelled_at": NOON},
        {"starts_at": NOON - dt.timedelta(minutes=1)},
    ],
)
def test_what_has_begun_stays_as_it_is(state):
    host, _template = instructor_with_template()
    segment = SegmentFactory(event=EventFactory(community=host.community, host=host, **state))
    wanted = {
        "membership": host,
        "event_id": segment.event_id,
        "arrangement": arranged(host),
        "now": NOON,
    }

    with pytest.raises(HasBegun):
        change_event(**wanted)
    with pytest.raises(HasBegun):
        event_change_preview(**wanted)


def test_the_preview_counts_people_once_and_writes_nothing():
    host, template = instructor_with_template()
    event = schedule(host, template)
    intimate, broadcast = event.segments.order_by("-kind")
    for _seat in range(9):
        RsvpFactory(segment=intimate)
    RsvpFactory(segment=broadcast)
    for _place in range(4):
        RsvpFactory(segment=intimate, state="WAITING")
    gone = RsvpFactory(segment=intimate, state="RELEASED")
    RsvpFactory(segment=broadcast, membership=MembershipFactory(community=host.community))
    facts = Fact.objects.count()

    preview = event_change_preview(
        membership=host,
        event_id=event.pk,
        arrangement=arranged(host, title="Rye", at=dt.time(20, 0)),
        now=NOON,
    )

    assert gone.state == "RELEASED"
    assert preview.claims.people == 15
    assert [(row.before, row.after) for row in preview.differences] == [("Sourdough", "Rye")]
    assert [move.landing.starts_at.hour for move in preview.moves] == [19]
    assert Fact.objects.count() == facts
    event.refresh_from_db()
    assert event.title == "Sourdough"


def test_a_cancelled_event_keeps_its_claims():
    host, template = instructor_with_template()
    event = schedule(host, template)
    rsvp = RsvpFactory(segment=event.segments.get(kind="INTIMATE"))

    cancel_event(membership=host, event_id=event.pk, reason="Power cut", now=NOON)

    event.refresh_from_db()
    assert (event.state, event.cancellation_reason, event.sequence) == (
        "CANCELLED",
        "Power cut",
        1,
    )
    assert event.cancelled_at == NOON
    assert Rsvp.objects.get(pk=rsvp.pk).state == "GOING"
    assert [fact.subject_id for fact in facts_named("event_cancelled")] == [event.pk]
    with pytest.raises(HasBegun):
        cancel_event(membership=host, event_id=event.pk, reason="Again", now=NOON)


def test_in_the_browser_an_event_is_scheduled(sign_in):
    host, template = instructor_with_template()
    client = sign_in(host)
    assert client.get(url("event_create", host) + f"?template={template.pk}").status_code == 200

    answer = client.post(url("event_create", host), typed(host, template, rooms="", title=""))

    event = Event.objects.get()
    assert answer.status_code == 302
    assert answer["Location"] == url("event_detail", host, event.pk)
    assert (event.title, event.local_date) == ("Hot seat", in_days(10))


def bad_inputs():
    return [
        ("title", "x" * 121),
        ("title", "a\x00b"),
        ("date", ""),
        ("date", "31/31/2030"),
        ("date", "2020-01-01"),
        ("date", "9999-12-31"),
        ("date", "0001-01-01"),
        ("date", "<b>today</b>"),
        ("time", ""),
        ("time", "25:00"),
        ("time_zone", "Mars/Olympus"),
        ("time_zone", ""),
        ("host", ""),
        ("host", "999999999999999999999"),
        ("host", "me"),
        ("rooms", 0),
        ("rooms", 61),
        ("region", "x" * 81),
        ("meeting_url", "http://meet.test"),
        ("meeting_url", "javascript:alert(1)"),
        ("meeting_url", "https://" + "x" * 500 + ".test"),
        ("meeting_url", "not a link"),
        ("template", ""),
        ("template", "999999"),
    ]


@pytest.mark.parametrize(("field", "value"), bad_inputs())
def test_bad_input_is_refused_beside_the_field_and_kept(sign_in, field, value):
    host, template = instructor_with_template()
    words = {"region": "Alentejo ✨", field: value}

    answer = sign_in(host).post(url("event_create", host), typed(host, template, **words))

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert field == "region" or "Alentejo ✨" in answer.content.decode()
    assert not Event.objects.exists()
    assert not Fact.objects.exists()


def test_a_time_in_the_gap_is_refused_in_words(sign_in):
    host, template = instructor_with_template()
    spring = next_gap()
    words = {"date": spring.isoformat(), "time": "01:30"}

    answer = sign_in(host).post(url("event_create", host), typed(host, template, **words))

    assert answer.status_code == 422
    assert "skip 01:30" in str(answer.context["form"].errors["time"])
    assert not Event.objects.exists()


def next_gap():
    """The next last Sunday of March, when the clocks of Lisbon skip from 01:00 to 02:00."""
    today = in_days(1)
    for year in (today.year, today.year + 1):
        last = dt.date(year, 3, 31)
        sunday = last - dt.timedelta(days=(last.weekday() + 1) % 7)
        if sunday > today:
            return sunday
    raise AssertionError


@pytest.mark.parametrize("field", ["template", "host"])
def test_ids_of_another_community_are_refused(sign_in, field):
    host, template = instructor_with_template()
    other_host, other_template = instructor_with_template()
    foreign = {"template": other_template.pk, "host": other_host.pk}[field]

    answer = sign_in(host).post(
        url("event_create", host), typed(host, template, **{field: foreign})
    )

    assert answer.status_code == 422
    assert not Event.objects.exists()


@pytest.mark.parametrize("words", ["\u202eنص", "🔥📚", "<script>alert(1)</script>", "a\nb"])
def test_words_of_any_script_are_shown_as_words(sign_in, words):
    host, template = instructor_with_template()
    client = sign_in(host)

    answer = client.post(url("event_create", host), typed(host, template, title=words))

    assert answer.status_code == 302
    assert Event.objects.get().title == " ".join(words.split())
    assert "<script>alert" not in client.get(url("studio_detail", host)).content.decode()


def upcoming(host, template, **changes):
    return schedule(host, template, now=timezone.now(), on=in_days(10), **changes)


def test_in_the_browser_a_change_is_shown_before_it_is_made(sign_in):
    host, template = instructor_with_template()
    event = upcoming(host, template)
    for _seat in range(2):
        RsvpFactory(segment=event.segments.get(kind="INTIMATE"))
    client, address = sign_in(host), url("event_update", host, event.pk)
    assert client.get(address).context["form"].initial["time"] == SIX

    preview = client.post(address, typed(host, title="Rye"))
    event.refresh_from_db()
    assert preview.status_code == 200
    assert "2 people will be told." in preview.content.decode()
    assert 'value="Rye"' in preview.content.decode()
    assert event.title == "Sourdough"

    back = client.post(address, typed(host, title="Rye", revise="1"))
    assert back.status_code == 200
    assert 'value="Rye"' in back.content.decode()

    done = client.post(address, typed(host, title="Rye", confirmed="1"))
    event.refresh_from_db()
    assert (done.status_code, event.title) == (302, "Rye")


def test_in_the_browser_a_refused_change_keeps_what_was_typed(sign_in):
    host, template = instructor_with_template()
    event = upcoming(host, template)
    client, address = sign_in(host), url("event_update", host, event.pk)

    for more in ({}, {"confirmed": "1"}):
        past = typed(host, title="Typed", date="2020-01-01", **more)
        answer = client.post(address, past)
        assert answer.status_code == 422
        assert "date" in answer.context["form"].errors
        assert 'value="Typed"' in answer.content.decode()
    assert client.post(address, typed(host)).status_code == 422  # nothing new
    assert client.post(address, {}).status_code == 422
    event.refresh_from_db()
    assert event.sequence == 0


def test_in_the_browser_an_event_is_called_off(sign_in):
    host, template = instructor_with_template()
    event = upcoming(host, template)
    RsvpFactory(segment=event.segments.get(kind="INTIMATE"))
    client, address = sign_in(host), url("event_cancellation", host, event.pk)

    assert "1 person will be told." in client.get(address).content.decode()
    for reason in ("", "   ", "x" * 201):
        assert client.post(address, {"reason": reason}).status_code == 422
    event.refresh_from_db()
    assert event.state == "SCHEDULED"
    assert client.post(address, {"reason": "Flu <b>"}).status_code == 302
    event.refresh_from_db()
    assert (event.state, event.cancellation_reason) == ("CANCELLED", "Flu <b>")
    assert client.post(address, {"reason": "Again"}).status_code == 422
    assert client.get(address).status_code == 200


def test_a_single_event_has_no_following_ones(sign_in):
    host, template = instructor_with_template()
    event = upcoming(host, template)
    client = sign_in(host)

    assert client.get(url("following_update", host, event.pk)).status_code == 404
    cancelling = {"reason": "x", "scope": "FOLLOWING"}
    address = url("event_cancellation", host, event.pk)
    assert client.post(address, cancelling).status_code == 404
    event.refresh_from_db()
    assert event.state == "SCHEDULED"


def test_events_of_another_community_are_not_there(sign_in):
    host, _template = instructor_with_template()
    foreign = SegmentFactory().event
    client = sign_in(host)

    for name in ("event_update", "following_update", "event_cancellation"):
        address = url(name, host, foreign.pk)
        assert client.get(address).status_code == 404
        assert client.post(address, typed(host, reason="x", confirmed="1")).status_code == 404
    foreign.refresh_from_db()
    assert (foreign.state, foreign.sequence) == ("SCHEDULED", 0)


@pytest.mark.parametrize("roles", [["MEMBER"], ["MEMBER", "MODERATOR"]])
def test_members_reach_no_page_of_the_studio(sign_in, roles):
    host, template = instructor_with_template()
    event = upcoming(host, template)
    member = MembershipFactory(community=host.community, roles=roles)
    client = sign_in(member)

    for name, args in (
        ("studio_detail", []),
        ("event_create", []),
        ("event_update", [event.pk]),
        ("event_cancellation", [event.pk]),
    ):
        assert client.get(url(name, member, *args)).status_code == 403
    for name in ("event_update", "event_cancellation"):
        words = typed(host, title="Rye", reason="x", confirmed="1")
        assert client.post(url(name, member, event.pk), words).status_code == 403
    event.refresh_from_db()
    assert (event.state, event.title) == ("SCHEDULED", "Sourdough")
    assert Segment.objects.count() == 2
