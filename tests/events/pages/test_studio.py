"""The studio's pages: exact seats, a month, and a number of statements that does not grow."""

import datetime as dt
from zoneinfo import ZoneInfo

import pytest
from django.utils import timezone

from events.calendar.models.events import Event
from events.calendar.rules.rhythm import repeats
from events.pages.selectors.months import month_page
from events.scheduling.services import schedule_series
from tests.events.scheduling.arranging import (
    arranged,
    in_days,
    instructor_with_template,
    typed,
    typed_series,
    url,
)
from tests.factories import (
    NOON,
    EventFactory,
    MembershipFactory,
    RsvpFactory,
    SegmentFactory,
    TemplateRevisionFactory,
    UserFactory,
)
from tests.statements import counting

pytestmark = pytest.mark.django_db


def statements(act):
    with counting() as asked:
        answer = act()
    return answer, asked


def seated(host, taken=1, **more):
    event = EventFactory(
        community=host.community,
        host=host,
        starts_at=timezone.now() + dt.timedelta(days=3),
        **more,
    )
    segment = SegmentFactory(event=event)
    SegmentFactory(event=event, kind="BROADCAST")
    for _seat in range(taken):
        RsvpFactory(segment=segment)
    return event


def series_of(host, template, rule="FREQ=DAILY;COUNT=3"):
    return schedule_series(
        membership=host,
        template_id=template.pk,
        arrangement=arranged(host, on=in_days(2)),
        rule=rule,
        now=timezone.now(),
    )


PINNED = {
    "studio_detail": 6,
    "template_list": 2,
    "template_create": 1,
    "template_update": 5,
    "template_archiving": 5,
    "event_create": 3,
    "series_create": 3,
    "event_update": 4,
    "following_update": 4,
    "event_cancellation": 7,
    "series_detail": 5,
    "series_cancellation": 5,
}


@pytest.mark.parametrize("name", PINNED)
@pytest.mark.parametrize("many", [1, 6])
def test_each_page_asks_as_often_however_much_there_is(sign_in, name, many):
    host, template = instructor_with_template()
    for _more in range(many):
        seated(host, taken=many)
        TemplateRevisionFactory(community=host.community)
        MembershipFactory(community=host.community, roles=["MEMBER", "INSTRUCTOR"])
    series = series_of(host, template, rule=f"FREQ=DAILY;COUNT={many}")
    event = Event.objects.filter(series=series).earliest("starts_at")
    args = {
        "template_update": [template.pk],
        "template_archiving": [template.pk],
        "event_update": [event.pk],
        "following_update": [event.pk],
        "event_cancellation": [event.pk],
        "series_detail": [series.pk],
        "series_cancellation": [series.pk],
    }
    client = sign_in(host)

    answer, asked = statements(lambda: client.get(url(name, host, *args.get(name, []))))

    assert answer.status_code == 200
    assert len(asked) == PINNED[name], "\n".join(asked)


@pytest.mark.parametrize("many", [2, 7])
def test_a_preview_asks_as_often_however_many_events(sign_in, many):
    host, template = instructor_with_template()
    series = series_of(host, template, rule=f"FREQ=DAILY;COUNT={many}")
    for event in Event.objects.filter(series=series):
        RsvpFactory(segment=event.segments.get(kind="INTIMATE"))
    first = Event.objects.filter(series=series).earliest("starts_at")
    client = sign_in(host)
    alone = typed(host, date=first.local_date.isoformat(), time="20:00")
    following = typed_series(host, repeats="OWN", rule="FREQ=DAILY", **alone)

    answer, asked = statements(lambda: client.post(url("event_update", host, first.pk), alone))
    assert answer.context["preview"].claims.people == 1
    assert len(asked) == 8, "\n".join(asked)

    address = url("following_update", host, first.pk)
    answer, asked = statements(lambda: client.post(address, following))
    assert answer.context["preview"].claims.people == many
    assert len(asked) == 10, "\n".join(asked)


def test_hosts_see_exact_seats(sign_in):
    host, _template = instructor_with_template()
    event = seated(host, taken=7)
    RsvpFactory(segment=event.segments.get(kind="INTIMATE"), state="WAITING")
    RsvpFactory(segment=event.segments.get(kind="BROADCAST"))

    page = sign_in(host).get(url("studio_detail", host)).content.decode()

    assert "7 of 12 seats" in page
    assert "1 on the waiting list" in page
    assert "1 watching" in page


def test_an_empty_studio_says_what_to_do_next(sign_in):
    host = MembershipFactory(roles=["MEMBER", "OWNER"])
    client = sign_in(host)

    assert url("event_create", host) in client.get(url("studio_detail", host)).content.decode()
    assert url("template_create", host) in client.get(url("template_list", host)).content.decode()
    assert url("template_create", host) in client.get(url("event_create", host)).content.decode()


def test_nothing_of_another_community_is_shown(sign_in):
    host, _template = instructor_with_template()
    other, _other_template = instructor_with_template()
    seated(other, title="Planted event")
    TemplateRevisionFactory(community=other.community, title="Planted template")
    client = sign_in(host)

    for name in ("studio_detail", "template_list", "event_create", "series_create"):
        assert "Planted" not in client.get(url(name, host)).content.decode()
    member = other.community.slug
    assert client.get(f"/c/{member}/studio/").status_code == 404


def test_studio_works_for_owners_who_do_not_instruct(sign_in):
    owner = MembershipFactory(roles=["MEMBER", "OWNER"])

    assert sign_in(owner).get(url("studio_detail", owner)).status_code == 200


@pytest.mark.parametrize(
    ("month", "status"),
    [
        ("2030-06", 200),
        ("", 200),
        ("soon", 200),
        ("2030-13", 200),
        ("9999-12", 404),
        ("0001-01", 404),
        ("<script>", 200),
    ],
)
def test_a_month_can_be_asked_for(sign_in, month, status):
    host, _template = instructor_with_template()

    answer = sign_in(host).get(url("studio_detail", host), {"month": month})

    assert answer.status_code == status


def month(membership, year, number, now=NOON):
    return month_page(membership=membership, year=year, month=number, now=now)


def test_a_month_has_whole_weeks_and_its_neighbours():
    page = month(MembershipFactory(), 2030, 6)

    assert len(page.weeks) == 5
    assert page.weeks[0][0].on == dt.date(2030, 5, 27)
    assert [day.on for week in page.weeks for day in week if day.is_today] == [NOON.date()]
    assert (page.previous, page.following) == (dt.date(2030, 5, 1), dt.date(2030, 7, 1))
    assert page.is_empty


def test_months_have_bounds():
    member = MembershipFactory()

    assert month(member, 2000, 1).previous is None
    assert month(member, 2100, 12).following is None
    for year, number in ((1999, 12), (2101, 1), (2030, 0), (2030, 13)):
        with pytest.raises(Event.DoesNotExist):
            month(member, year, number)


@pytest.mark.parametrize(
    ("zone", "day", "at"),
    [
        ("", 6, dt.time(23, 30)),
        ("Asia/Tokyo", 7, dt.time(7, 30)),
        ("No/Where", 6, dt.time(23, 30)),
    ],
)
def test_events_stand_on_the_day_of_the_reader(zone, day, at):
    reader = MembershipFactory(user=UserFactory(time_zone=zone))
    late = dt.datetime(2030, 6, 6, 23, 30, tzinfo=ZoneInfo("Europe/Lisbon"))
    event = EventFactory(community=reader.community, starts_at=late)
    EventFactory(community=reader.community, starts_at=late, state="DRAFT")
    EventFactory(starts_at=late)

    page = month(reader, 2030, 6)

    cells = {cell.on.day: cell.events for week in page.weeks for cell in week if cell.events}
    assert list(cells) == [day]
    (shown,) = cells[day]
    assert (shown, shown.starts_at.astimezone(ZoneInfo(page.zone)).time()) == (event, at)


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        ("FREQ=WEEKLY;BYDAY=TH", "Every week on Thursday"),
        (
            "FREQ=WEEKLY;INTERVAL=2;COUNT=4;BYDAY=MO,TH",
            "Every 2 weeks on Monday, Thursday, 4 times",
        ),
        ("FREQ=MONTHLY;BYDAY=2TU", "Every month on the second Tuesday"),
        (
            "FREQ=MONTHLY;UNTIL=20301224;BYDAY=-1FR",
            "Every month on the last Friday, until 24 Dec 2030",
        ),
        ("FREQ=DAILY", "Every day"),
        ("FREQ=MONTHLY", "Every month"),
        ("FREQ=WEEKLY;COUNT=1", "Every week, once"),
        ("FREQ=MONTHLY;BYMONTHDAY=15", "FREQ=MONTHLY;BYMONTHDAY=15"),
        ("FREQ=MONTHLY;BYDAY=TH", "FREQ=MONTHLY;BYDAY=TH"),
        ("FREQ=DAILY;BYDAY=MO", "FREQ=DAILY;BYDAY=MO"),
    ],
)
def test_a_rule_is_said_in_words(rule, words):
    assert repeats(rule) == words
