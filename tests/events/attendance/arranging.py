"""What the tests of an event's day have in common."""

import datetime as dt
from threading import Barrier, Thread

from django.db import connections
from django.urls import reverse
from django.utils import timezone

from config.kernel.models import Fact
from tests.factories import EventFactory, MembershipFactory, RsvpFactory, SegmentFactory

MINUTE = dt.timedelta(minutes=1)
HOUR = dt.timedelta(hours=1)
DAY = dt.timedelta(days=1)


def event_in(lead=dt.timedelta(), **more):
    """An event of 45 minutes that starts so long from now, with one room."""
    starts_at = timezone.now().replace(microsecond=0) + lead
    return SegmentFactory(event=EventFactory(starts_at=starts_at, **more)).event


def seat_at(event, **more):
    more.setdefault("joined_at", timezone.now() - 2 * DAY)
    return RsvpFactory(segment=event.segments.get(kind="INTIMATE"), **more)


def someone(event, *roles):
    return MembershipFactory(community=event.community, roles=["MEMBER", *roles])


def ended(event):
    """The event as the clock leaves it."""
    event.state, event.ended_at = "ENDED", event.closes_at
    event.save()
    return event


def named(name):
    return list(Fact.objects.filter(name=f"events.{name}").order_by("pk"))


def url(name, event, *more):
    return reverse(f"events:{name}", args=[event.community.slug, event.pk, *more])


def at_once(act, *, times=2):
    """Run it in threads that begin together, each with a connection of its own."""
    together = Barrier(times)

    def run():
        try:
            together.wait(timeout=10)
            act()
        finally:
            connections.close_all()

    threads = [Thread(target=run) for _turn in range(times)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)


def said(response):
    return response.content.decode()
