"""What the studio's tests share: arrangements, typed forms and addresses."""

import datetime as dt
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils import timezone

from events.calendar.models.events import Event
from events.calendar.rules.arrangements import Arrangement
from tests.factories import MembershipFactory, TemplateRevisionFactory

LISBON = "Europe/Lisbon"
THURSDAY = dt.date(2030, 6, 6)
SIX = dt.time(18, 0)


def instructor_with_template(**more):
    membership = MembershipFactory(roles=["MEMBER", "INSTRUCTOR"], **more)
    return membership, TemplateRevisionFactory(community=membership.community).template


def arranged(host, **changes):
    wanted = {
        "title": "Sourdough",
        "on": THURSDAY,
        "at": SIX,
        "zone": LISBON,
        "host_id": host.pk,
        "rooms": 1,
    }
    return Arrangement(**{**wanted, **changes})


def url(name, membership, *args):
    return reverse(f"events:{name}", args=[membership.community.slug, *args])


def in_days(days):
    """A day from now on, in Lisbon."""
    return (timezone.now() + dt.timedelta(days=days)).astimezone(ZoneInfo(LISBON)).date()


def typed(host, template=None, /, **words):
    """What a browser sends from the form of an event."""
    first = {"template": template.pk} if template else {}
    return {
        **first,
        "title": "Sourdough",
        "date": in_days(10).isoformat(),
        "time": "18:00",
        "time_zone": LISBON,
        "host": host.pk,
        "rooms": 1,
        "region": "",
        "meeting_url": "",
        **words,
    }


def typed_series(host, template=None, /, **words):
    rhythm = {
        "repeats": "WEEKLY",
        "nth": "",
        "rule": "",
        "ends": "NEVER",
        "until": "",
        "count": "",
    }
    return typed(host, template, **{**rhythm, **words})


def days_of(series):
    events = Event.objects.filter(series=series).order_by("starts_at")
    return [event.local_date for event in events]
