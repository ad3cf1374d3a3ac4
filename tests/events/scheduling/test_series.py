"""Series: eight weeks ahead, right across clock changes, changed from one event on."""

import datetime as dt
import threading
from contextlib import contextmanager
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, IntegrityError, connection
from django.utils import timezone

from config.kernel.models import Fact, JobRun
from events.calendar.models.events import Event, HasBegun, NothingNew
from events.calendar.models.series import Series, SeriesOver
from events.calendar.rules.arrangements import HORIZON
from events.calendar.rules.local_time import TimeHasPassed
from events.calendar.rules.recurrence import Recurrence, RuleRefused, parts_of
from events.scheduling import tasks
from events.scheduling.forms import FollowingForm, repeat_initial
from events.scheduling.selectors import Choices, following_change_preview
from events.scheduling.services import (
    cancel_event,
    cancel_following,
    change_event,
    change_following,
    end_series,
    extend_horizons,
    schedule_series,
)
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import CapacityUnfit
from events.seats.models.sister_rooms import SisterRoom
from events.seats.services.rooms import change_capacity
from memberships.communities.models import Clearance
from tests import databases
from tests.events.scheduling.arranging import (
    LISBON,
    SIX,
    THURSDAY,
    arranged,
    days_of,
    in_days,
    instructor_with_template,
    typed_series,
    url,
)
from tests.factories import (
    NOON,
    MembershipFactory,
    RsvpFactory,
    SeriesFactory,
    TemplateRevisionFactory,
)

WEEK = dt.timedelta(weeks=1)
THURSDAYS = [THURSDAY + week * WEEK for week in range(8)]
BY_THURSDAY = "FREQ=WEEKLY;BYDAY=TH"


@pytest.fixture
def plan(db):
    """A weekly series on eight Thursdays, its host, and a shorthand for changing it."""
    return Plan()


class Plan:
    def __init__(self, rule=BY_THURSDAY, **changes):
        self.host, self.template = instructor_with_template()
        self.series = repeat(self.host, self.template, rule=rule, **changes)

    @property
    def events(self):
        return list(Event.objects.filter(series=self.series).order_by("occurrence_on"))

    def wanted(self, event, *, rule=BY_THURSDAY, **changes):
        return {
            "membership": self.host,
            "event_id": event.pk,
            "arrangement": arranged(self.host, **{"on": event.occurrence_on, **changes}),
            "rule": rule,
            "now": NOON,
        }

    def preview(self, event, **changes):
        return following_change_preview(**self.wanted(event, **changes))

    def change(self, event, **changes):
        return change_following(**self.wanted(event, **changes))


def repeat(host, template, *, rule=BY_THURSDAY, now=NOON, **changes):
    return schedule_series(
        membership=host,
        template_id=template.pk,
        arrangement=arranged(host, **changes),
        rule=rule,
        now=now,
    )


def facts_named(name):
    return list(Fact.objects.filter(name=f"events.{name}").order_by("pk"))


def test_a_series_is_on_the_calendar_for_eight_weeks(plan):
    assert days_of(plan.series) == THURSDAYS
    assert {event.local_time for event in plan.events} == {SIX}
    assert all(event.segments.count() == 2 for event in plan.events)
    assert len(facts_named("event_scheduled")) == 8
    assert facts_named("event_scheduled")[0].data == {"series_id": plan.series.pk}
    assert [fact.subject_id for fact in facts_named("series_scheduled")] == [plan.series.pk]


def test_the_clock_adds_what_has_come_near_and_nothing_twice(plan):
    assert extend_horizons(now=NOON) == 0
    extend_horizons(now=NOON + 2 * WEEK)
    extend_horizons(now=NOON + 2 * WEEK)

    assert days_of(plan.series) == [THURSDAY + week * WEEK for week in range(10)]
    assert len(facts_named("event_scheduled")) == 10
    assert facts_named("event_scheduled")[-1].actor_id is None
    latest = Event.objects.latest("starts_at").starts_at
    assert latest <= NOON + 2 * WEEK + HORIZON + dt.timedelta(days=1)


def test_the_clock_makes_no_events_of_the_past(plan):
    extend_horizons(now=NOON + 20 * WEEK)

    days = days_of(plan.series)
    assert days[:8] == THURSDAYS
    assert days[8] == THURSDAY + 20 * WEEK


def test_beat_strikes(plan, settings):
    """The schedule names the task, and the task leaves its mark for the health page."""
    job = settings.CELERY_BEAT_SCHEDULE["extend_horizons"]

    tasks.extend_horizons(a_later_argument=1)

    assert job["task"] == tasks.extend_horizons.name
    assert JobRun.objects.filter(job="extend_horizons").exists()


def test_new_events_take_the_newest_words(plan):
    newer = TemplateRevisionFactory(
        community=plan.host.community, template=plan.template, number=2, duration_minutes=45
    )
    extend_horizons(now=NOON + WEEK)

    assert [event.revision_id == newer.pk for event in plan.events] == [*[False] * 8, True]


def test_the_clock_waits_for_a_clearance(plan, monkeypatch):
    kinds = frozenset({"code_of_conduct"})
    monkeypatch.setattr("events.scheduling.services.REQUIRED_FOR_PUBLISHING", kinds)

    assert extend_horizons(now=NOON + WEEK) == 0
    Clearance.objects.create(
        community=plan.host.community, kind="code_of_conduct", is_satisfied=True
    )
    assert extend_horizons(now=NOON + WEEK) == 1


def test_a_rule_that_is_used_up_ends_its_series(db):
    plan = Plan(rule="FREQ=WEEKLY;BYDAY=TH;COUNT=3")

    assert days_of(plan.series) == THURSDAYS[:3]
    assert extend_horizons(now=NOON + 12 * WEEK) == 0


@pytest.mark.parametrize(
    ("zone", "gap", "skipped", "then"),
    [
        (LISBON, dt.date(2031, 3, 30), dt.time(1, 30), dt.time(2, 30)),
        ("America/New_York", dt.date(2031, 3, 9), dt.time(2, 30), dt.time(3, 30)),
        ("Australia/Lord_Howe", dt.date(2030, 10, 6), dt.time(2, 15), dt.time(2, 45)),
    ],
)
@pytest.mark.django_db
def test_an_occurrence_in_the_gap_moves_forward_and_says_so(
    zone, gap, skipped, then, sign_in, monkeypatch
):
    host, template = instructor_with_template()
    now = dt.datetime.combine(gap - 3 * WEEK, dt.time(), tzinfo=dt.UTC)
    start = gap - 2 * WEEK
    rule = "FREQ=WEEKLY"
    series = repeat(host, template, rule=rule, now=now, on=start, at=skipped, zone=zone)

    events = {event.occurrence_on: event for event in Event.objects.filter(series=series)}
    assert (events[gap].local_time, events[gap].is_moved_by_clock_change) == (then, True)
    assert events[gap].starts_at.astimezone(ZoneInfo(zone)).time() == then
    others = [event for day, event in events.items() if day != gap]
    assert {event.local_time for event in others} == {skipped}
    assert not any(event.is_moved_by_clock_change for event in others)
    monkeypatch.setattr("events.scheduling.views.timezone.now", lambda: now)
    page = sign_in(host).get(url("series_detail", host, series.pk)).content.decode()
    assert page.count("Moved by the clock change") == 1


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"rule": "FREQ=HOURLY"}, RuleRefused),
        ({"rule": "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2"}, RuleRefused),
        ({"rule": "FREQ=WEEKLY;UNTIL=20300101"}, RuleRefused),
        ({"on": NOON.date() - WEEK}, TimeHasPassed),
        ({"on": NOON.date(), "at": dt.time(12, 30), "rule": "FREQ=DAILY"}, TimeHasPassed),
    ],
)
@pytest.mark.django_db
def test_an_unfit_series_is_refused(changes, refusal):
    host, template = instructor_with_template()

    with pytest.raises(refusal):
        repeat(host, template, **changes)

    assert not Series.objects.exists()
    assert not Event.objects.exists()
    assert not Fact.objects.exists()


def test_following_events_move_with_everyone_in_them(plan):
    third = plan.events[2]
    rsvps = [RsvpFactory(segment=event.segments.get(kind="INTIMATE")) for event in plan.events]
    keys = [event.pk for event in plan.events]

    successor = plan.change(
        third, on=THURSDAYS[2] + dt.timedelta(days=1), at=dt.time(20, 0), rule="FREQ=WEEKLY"
    )

    assert days_of(plan.series) == THURSDAYS[:2]
    assert days_of(successor) == [day + dt.timedelta(days=1) for day in THURSDAYS[2:]]
    moved = list(Event.objects.filter(series=successor).order_by("starts_at"))
    assert [event.pk for event in moved[:6]] == keys[2:]
    assert {event.local_time for event in moved} == {dt.time(20, 0)}
    assert {event.sequence for event in moved[:6]} == {1}
    assert Rsvp.objects.filter(state="GOING").count() == len(rsvps)
    plan.series.refresh_from_db()
    assert (plan.series.ends_before, successor.follows) == (THURSDAYS[2], plan.series)
    assert len(facts_named("event_changed")) == 6
    assert all(fact.data["is_moved"] for fact in facts_named("event_changed"))
    assert [fact.subject_id for fact in facts_named("series_ended")] == [plan.series.pk]
    assert not facts_named("event_cancelled")


def test_the_clock_goes_on_with_the_new_series_only(plan):
    successor = plan.change(plan.events[2], at=dt.time(20, 0))

    extend_horizons(now=NOON + 3 * WEEK)

    assert days_of(plan.series) == THURSDAYS[:2]
    assert days_of(successor) == [THURSDAY + week * WEEK for week in range(2, 11)]


def test_days_that_the_new_rule_drops_are_called_off(plan):
    rsvp = RsvpFactory(segment=plan.events[3].segments.get(kind="INTIMATE"))
    dropped = [event.pk for event in plan.events[3::2]]

    preview = plan.preview(plan.events[2], rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TH")
    successor = plan.change(plan.events[2], rule="FREQ=WEEKLY;INTERVAL=2;BYDAY=TH")

    assert (len(preview.dropped), preview.claims.people, preview.moves) == (3, 1, [])
    assert days_of(successor) == [THURSDAYS[2], THURSDAYS[4], THURSDAYS[6]]
    cancelled = Event.objects.filter(state="CANCELLED").order_by("starts_at")
    assert [event.pk for event in cancelled] == dropped
    assert [fact.subject_id for fact in facts_named("event_cancelled")] == dropped
    assert not facts_named("event_changed")
    rsvp.refresh_from_db()
    assert rsvp.state == "GOING"


def test_new_days_are_added(plan):
    preview = plan.preview(plan.events[0], rule="FREQ=WEEKLY;BYDAY=TH,SA")
    successor = plan.change(plan.events[0], rule="FREQ=WEEKLY;BYDAY=TH,SA")

    assert len(preview.added) == 8
    assert sorted({day.weekday() for day in days_of(successor)}) == [3, 5]
    assert not facts_named("event_changed")
    assert len(facts_named("event_scheduled")) == 16


def test_events_edited_alone_or_cancelled_keep_what_they_have(plan):
    alone, cancelled = plan.events[4], plan.events[5]
    change_event(
        membership=plan.host,
        event_id=alone.pk,
        arrangement=arranged(plan.host, on=THURSDAYS[4], at=dt.time(9, 0), title="Breakfast"),
        now=NOON,
    )
    cancel_event(membership=plan.host, event_id=cancelled.pk, reason="Feast", now=NOON)

    successor = plan.change(plan.events[2], at=dt.time(20, 0))

    alone.refresh_from_db()
    cancelled.refresh_from_db()
    assert (alone.title, alone.local_time, alone.series) == ("Breakfast", dt.time(9), successor)
    assert (cancelled.state, cancelled.series) == ("CANCELLED", successor)
    assert days_of(successor) == THURSDAYS[2:]  # no second event on those days


def test_a_change_to_the_same_is_refused(plan):
    for act in (plan.preview, plan.change):
        with pytest.raises(NothingNew):
            act(plan.events[2])


def test_the_preview_tells_what_the_change_then_does(plan):
    for event in plan.events[1:4]:
        RsvpFactory(segment=event.segments.get(kind="INTIMATE"))
    regular = MembershipFactory(community=plan.host.community)
    for event in plan.events:
        RsvpFactory(segment=event.segments.get(kind="BROADCAST"), membership=regular)
    facts = Fact.objects.count()

    preview = plan.preview(plan.events[2], at=dt.time(20, 0), title="Late")

    assert (len(preview.changed), preview.claims.people) == (6, 3)
    assert [(row.label, row.after) for row in preview.differences] == [("Title", "Late")]
    assert Fact.objects.count() == facts
    assert Series.objects.count() == 1
    successor = plan.change(plan.events[2], at=dt.time(20, 0), title="Late")
    assert [move.landing.starts_at for move in preview.moves] == [
        event.starts_at for event in Event.objects.filter(series=successor).order_by("starts_at")
    ]


def intimate(event):
    return event.segments.get(kind="INTIMATE")


def test_seats_set_by_hand_stay_while_the_series_changes_other_things(plan):
    by_hand, plain = plan.events[0], plan.events[1]
    change_capacity(event_id=by_hand.pk, rooms=2, capacity=15, membership=plan.host, now=NOON)

    change_following(**plan.wanted(by_hand, title="Rye and silence"))

    assert (intimate(by_hand).rooms, intimate(by_hand).capacity) == (2, 15)
    assert (intimate(plain).rooms, intimate(plain).capacity) == (1, 12)


def test_a_sister_room_with_a_host_stays_when_the_series_has_fewer_rooms(plan):
    first, second, third = plan.events[:3]
    change_following(**plan.wanted(first, rooms=3))
    seats = intimate(second)
    SisterRoom.objects.create(
        community=seats.community,
        event=seats.event,
        segment=seats,
        rooms=2,
        state="CONFIRMED",
        proposed_at=NOON,
        decided_at=NOON,
        decided_by=plan.host,
        room_host=MembershipFactory(community=seats.community),
    )

    change_following(**plan.wanted(first, rooms=1))

    assert [intimate(event).rooms for event in (first, second, third)] == [1, 2, 1]


def test_fewer_rooms_than_taken_are_refused_for_the_whole_series(plan):
    late = plan.events[6]
    change_following(**plan.wanted(plan.events[0], rooms=2))
    for _seat in range(13):
        RsvpFactory(segment=late.segments.get(kind="INTIMATE"))
    late.refresh_from_db()
    plan.series = late.series

    for act in (plan.preview, plan.change):
        with pytest.raises(CapacityUnfit):
            act(plan.events[1], rooms=1)

    assert Series.objects.count() == 2


def test_a_gap_in_a_series_that_goes_on_otherwise_moves_forward(db):
    host, template = instructor_with_template()
    now = dt.datetime(2031, 3, 1, tzinfo=dt.UTC)
    sunday = dt.date(2031, 3, 9)
    series = repeat(host, template, rule="FREQ=WEEKLY", now=now, on=sunday)
    first = Event.objects.filter(series=series).earliest("starts_at")

    change_following(
        membership=host,
        event_id=first.pk,
        arrangement=arranged(host, on=sunday, at=dt.time(1, 30)),
        rule="FREQ=WEEKLY",
        now=now,
    )

    moved = Event.objects.get(is_moved_by_clock_change=True)
    assert (moved.local_date, moved.local_time) == (dt.date(2031, 3, 30), dt.time(2, 30))


def test_calling_off_all_that_follow(plan):
    cancel_following(membership=plan.host, event_id=plan.events[5].pk, reason="Summer", now=NOON)

    assert [event.state for event in plan.events] == [*["SCHEDULED"] * 5, *["CANCELLED"] * 3]
    assert len(facts_named("event_cancelled")) == 3
    assert len(facts_named("series_ended")) == 1
    assert extend_horizons(now=NOON + 8 * WEEK) == 0


def test_ending_a_series_leaves_what_was(plan):
    end_series(membership=plan.host, series_id=plan.series.pk, reason="Done", now=NOON + 2 * WEEK)

    states = [event.state for event in plan.events]
    assert states == [*["SCHEDULED"] * 2, *["CANCELLED"] * 6]
    with pytest.raises(SeriesOver):
        end_series(
            membership=plan.host, series_id=plan.series.pk, reason="Twice", now=NOON + 2 * WEEK
        )


def test_an_event_that_has_begun_is_no_start_for_a_change(plan):
    wanted = {**plan.wanted(plan.events[0], at=dt.time(20)), "now": NOON + 2 * WEEK}

    for act in (change_following, following_change_preview):
        with pytest.raises(HasBegun):
            act(**wanted)


def test_members_do_not_plan(plan):
    member = MembershipFactory(community=plan.host.community)
    with pytest.raises(PermissionDenied):
        repeat(member, plan.template)
    with pytest.raises(PermissionDenied):
        end_series(membership=member, series_id=plan.series.pk, reason="x", now=NOON)
    with pytest.raises(PermissionDenied):
        change_following(**{**plan.wanted(plan.events[0]), "membership": member})


@pytest.mark.parametrize(
    "rule",
    [
        "FREQ=WEEKLY;BYDAY=TH",
        "FREQ=WEEKLY;BYDAY=MO,TH",
        "FREQ=WEEKLY;INTERVAL=2;COUNT=7;BYDAY=FR",
        "FREQ=MONTHLY;BYDAY=1TH",
        "FREQ=MONTHLY;UNTIL=20301224;BYDAY=-1MO,-1TU",
        "FREQ=MONTHLY;BYDAY=TH",
        "FREQ=MONTHLY;BYMONTHDAY=15",
        "FREQ=WEEKLY;INTERVAL=3;BYDAY=TH",
        "FREQ=DAILY;INTERVAL=2",
    ],
)
def test_the_friendly_fields_say_what_the_rule_says(rule):
    choices = Choices(templates=[], hosts=[(1, "Ana")], my_id=1, zone=LISBON)
    shown = repeat_initial(parts_of(rule), on=THURSDAY)
    filled = {key: value for key, value in shown.items() if value not in (None, "")}
    first = {"title": "x", "date": THURSDAY, "time": SIX, "time_zone": LISBON}
    form = FollowingForm({**first, "host": 1, "rooms": 1, **filled}, choices=choices)

    assert form.is_valid(), form.errors
    again = Recurrence.read(form.rule_text(), starts_on=THURSDAY, at=SIX, zone=LISBON)
    assert again.rule == rule


def test_in_the_browser_a_series_is_scheduled(db, sign_in):
    host, template = instructor_with_template()
    client = sign_in(host)
    assert client.get(url("series_create", host)).status_code == 200

    answer = client.post(
        url("series_create", host),
        typed_series(host, template, repeats="FORTNIGHTLY", ends="AFTER", count=3),
    )

    series = Series.objects.get()
    assert answer["Location"] == url("series_detail", host, series.pk)
    assert "COUNT=3" in series.rule
    assert days_of(series) == [in_days(10) + week * 2 * WEEK for week in range(3)]
    page = client.get(answer["Location"]).content.decode()
    assert "Every 2 weeks on" in page
    assert "3 times" in page


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("repeats", {"repeats": "HOURLY"}),
        ("repeats", {"repeats": ""}),
        ("weekdays", {"weekdays": ["XX"]}),
        ("nth", {"repeats": "MONTHLY", "nth": "9"}),
        ("rule", {"repeats": "OWN", "rule": ""}),
        ("rule", {"repeats": "OWN", "rule": "x" * 201}),
        ("rule", {"repeats": "OWN", "rule": "FREQ=SECONDLY"}),
        ("rule", {"repeats": "OWN", "rule": "FREQ=MONTHLY;BYMONTHDAY=31;BYMONTH=2"}),
        ("rule", {"repeats": "OWN", "rule": "<script>alert(1)</script>"}),
        ("rule", {"repeats": "OWN", "rule": "\u202eFREQ=WEEKLY🔥"}),
        ("rule", {"repeats": "OWN", "rule": "FREQ=DAILY;COUNT=3", "ends": "AFTER", "count": 2}),
        ("until", {"ends": "ON", "until": ""}),
        ("until", {"ends": "ON", "until": "2020-01-01"}),
        ("until", {"ends": "ON", "until": "soon"}),
        ("count", {"ends": "AFTER", "count": ""}),
        ("count", {"ends": "AFTER", "count": 0}),
        ("count", {"ends": "AFTER", "count": 501}),
        ("date", {"date": "2020-01-01"}),
        ("date", {"date": "9999-12-31"}),
        ("date", {"date": "0001-01-01", "ends": "ON", "until": "0001-02-01"}),
    ],
)
@pytest.mark.django_db
def test_bad_input_is_refused_beside_the_field_and_kept(sign_in, field, words):
    host, template = instructor_with_template()
    typed = typed_series(host, template, region="Alentejo ✨", **words)

    answer = sign_in(host).post(url("series_create", host), typed)

    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "Alentejo ✨" in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()
    assert not Series.objects.exists()
    assert not Fact.objects.exists()


def test_a_rule_without_end_is_made_only_up_to_the_horizon(db, sign_in):
    host, template = instructor_with_template()
    typed = typed_series(host, template, repeats="OWN", rule="FREQ=DAILY")

    assert sign_in(host).post(url("series_create", host), typed).status_code == 302

    assert Event.objects.count() <= HORIZON.days


def test_in_the_browser_following_events_are_changed(db, sign_in):
    host, template = instructor_with_template()
    series = repeat(host, template, now=timezone.now(), on=in_days(10), rule="FREQ=WEEKLY")
    second = Event.objects.filter(series=series).order_by("starts_at")[1]
    RsvpFactory(segment=second.segments.get(kind="INTIMATE"))
    client, address = sign_in(host), url("following_update", host, second.pk)
    form = client.get(address).context["form"]
    assert form.initial["repeats"] == "WEEKLY"
    typed = typed_series(host, date=second.local_date.isoformat(), time="20:15")

    preview = client.post(address, typed)
    assert preview.status_code == 200
    assert "1 person will be told." in preview.content.decode()
    assert Series.objects.count() == 1

    for bad in ({"repeats": "OWN", "rule": "FREQ=HOURLY"}, {"date": "2020-01-01"}):
        answer = client.post(address, {**typed, **bad, "confirmed": "1"})
        assert answer.status_code == 422
    assert Series.objects.count() == 1

    assert client.post(address, {**typed, "confirmed": "1"}).status_code == 302
    second.refresh_from_db()
    assert (second.local_time, second.series.follows) == (dt.time(20, 15), series)


def test_in_the_browser_a_series_is_ended(db, sign_in):
    host, template = instructor_with_template()
    series = repeat(host, template, now=timezone.now(), on=in_days(10), rule="FREQ=WEEKLY")
    client, address = sign_in(host), url("series_cancellation", host, series.pk)

    assert client.get(address).status_code == 200
    assert client.post(address, {"reason": ""}).status_code == 422
    assert client.post(address, {"reason": "Rest"}).status_code == 302
    assert client.post(address, {"reason": "Rest"}).status_code == 422
    assert not Event.objects.filter(series=series, state="SCHEDULED").exists()


def test_series_of_another_community_are_not_there(db, sign_in):
    host, _template = instructor_with_template()
    foreign = SeriesFactory()
    client = sign_in(host)

    assert client.get(url("series_detail", host, foreign.pk)).status_code == 404
    for method in (client.get, client.post):
        address = url("series_cancellation", host, foreign.pk)
        assert method(address, {"reason": "x"}).status_code == 404
    foreign.refresh_from_db()
    assert foreign.ends_before is None


def test_members_see_no_series(db, sign_in):
    series = SeriesFactory()
    member = MembershipFactory(community=series.community)
    client = sign_in(member)

    for name, args in (
        ("series_create", []),
        ("series_detail", [series.pk]),
        ("series_cancellation", [series.pk]),
    ):
        assert client.get(url(name, member, *args)).status_code == 403
    words = {"reason": "x"}
    assert client.post(url("series_cancellation", member, series.pk), words).status_code == 403


@pytest.mark.django_db(transaction=True)
class TestTwoWorkersAtOnce:
    """The horizon is extended by whoever comes; each day gets one event."""

    @pytest.fixture
    def series(self):
        return SeriesFactory(starts_on=THURSDAY)

    def at_once(self, act, workers=6):
        """Run `act` in threads that begin together; return what they raised."""
        gate, raised = threading.Barrier(workers), []

        def work():
            try:
                gate.wait()
                act()
            except DatabaseError as error:
                raised.append(error)
            finally:
                connection.close()

        threads = [threading.Thread(target=work) for _ in range(workers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        return raised

    def test_they_make_no_duplicates(self, series):
        raised = self.at_once(lambda: extend_horizons(now=NOON))

        assert raised == []
        assert days_of(series) == THURSDAYS
        assert Fact.objects.filter(name="events.event_scheduled").count() == 8

    def test_nor_where_no_row_is_held(self, series, monkeypatch):
        self.without_the_lock(monkeypatch)

        raised = self.at_once(lambda: extend_horizons(now=NOON))

        assert raised == []
        assert days_of(series) == THURSDAYS
        assert Fact.objects.filter(name="events.event_scheduled").count() == 8

    @pytest.mark.usefixtures("series")
    def test_control_without_the_lock_and_the_quiet_insert_workers_crash(self, monkeypatch):
        self.without_the_lock(monkeypatch)
        self.without_the_quiet_insert(monkeypatch)

        raised = self.at_once(lambda: extend_horizons(now=NOON))

        assert any(isinstance(error, IntegrityError) for error in raised)

    def test_control_without_the_constraint_there_are_duplicates(self, series, monkeypatch):
        self.without_the_lock(monkeypatch)
        with without_constraint("events_event", "one_event_per_day_of_a_series"):
            self.at_once(lambda: extend_horizons(now=NOON))

            assert len(days_of(series)) > len(THURSDAYS)

    def without_the_lock(self, monkeypatch):
        """Let all workers read the series before any of them writes."""
        gate = threading.Barrier(6)
        first = Series.days_to_make

        def meet(series, *, now):
            days = first(series, now=now)
            gate.wait(timeout=10)
            return days

        monkeypatch.setattr(Series, "days_to_make", meet)
        monkeypatch.setattr(
            "events.calendar.querysets.SeriesQuerySet.select_for_update", lambda rows, **_how: rows
        )

    def without_the_quiet_insert(self, monkeypatch):
        def loud(_manager, objects, **_quiet):
            return Event.objects.all().bulk_create(objects)

        monkeypatch.setattr(type(Event.objects), "bulk_create", loud)


@contextmanager
def without_constraint(table, name):
    """The owner takes a constraint away and puts it back."""
    columns = "(series_id, occurrence_on)"
    as_owner(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
    try:
        yield
    finally:
        databases.empty()
        as_owner(f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" UNIQUE {columns}')


def as_owner(statement):
    with databases._as_owner(connection.settings_dict["NAME"]) as cursor:
        cursor.execute(statement)
