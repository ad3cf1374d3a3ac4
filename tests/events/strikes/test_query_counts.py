"""Statements of the pages of empty seats and access needs, however full they are."""

import datetime as dt

import pytest
from django.urls import reverse
from django.utils import timezone

from tests.events.attendance.arranging import DAY, event_in, seat_at, someone, url
from tests.events.attendance.test_query_counts import WHO_ASKS, statements
from tests.factories import AccessNeedFactory, StrikeFactory

pytestmark = pytest.mark.django_db


def standing(event):
    return reverse("events:standing_detail", args=[event.community.slug])


def absences(event):
    return reverse("events:absence_list", args=[event.community.slug])


def own_need(event):
    return url("access_need_update", event)


def needs(event):
    return url("access_need_list", event)


def studio(event):
    return reverse("events:studio_detail", args=[event.community.slug])


def fill(event, **who):
    rsvp = seat_at(event, **who)
    AccessNeedFactory(rsvp=rsvp, asked_at=timezone.now())
    past = event_in(-2 * DAY, community=event.community)
    StrikeFactory(rsvp=seat_at(past, **who), made_at=timezone.now())
    return rsvp.membership


@pytest.mark.parametrize(
    ("page", "role", "asked"),
    [
        (standing, "member", 1),
        (absences, "instructor", 1),
        (own_need, "member", 1),
        (needs, "host", 3),
        (studio, "instructor", 5),
    ],
    ids=lambda value: getattr(value, "__name__", value),
)
def test_statements(sign_in, page, role, asked):
    event = event_in(3 * DAY)
    me = fill(event)
    instructor = someone(event, "INSTRUCTOR")
    client = sign_in({"member": me, "host": event.host, "instructor": instructor}[role])
    few = statements(client, page(event))
    for days in range(4, 8):
        fill(event)
        fill(event_in(dt.timedelta(days=days), community=event.community), membership=me)

    many = statements(client, page(event))

    assert (few, many) == (WHO_ASKS + asked, WHO_ASKS + asked)
