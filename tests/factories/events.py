import datetime as dt
from zoneinfo import ZoneInfo

import factory
from django.db.models import F
from factory.django import DjangoModelFactory

from events.calendar.models.events import Event
from events.calendar.models.series import Series
from events.calendar.models.templates import Template, TemplateRevision
from events.names.models import Handle
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment
from tests.factories.memberships import NOON, CommunityFactory, MembershipFactory

RITUAL = [
    {"kind": "ARRIVE", "minutes": 5, "words": "Say hello."},
    {"kind": "HOT_SEAT", "minutes": 30, "words": "One reads, all answer."},
    {"kind": "COMMIT", "minutes": 5, "words": "One small thing."},
    {"kind": "CLOSE", "minutes": 5, "words": "Thank somebody."},
]


class TemplateFactory(DjangoModelFactory):
    class Meta:
        model = Template

    community = factory.SubFactory(CommunityFactory)
    made_at = NOON


class TemplateRevisionFactory(DjangoModelFactory):
    class Meta:
        model = TemplateRevision

    template = factory.SubFactory(TemplateFactory, community=factory.SelfAttribute("..community"))
    community = factory.SubFactory(CommunityFactory)
    number = 1
    title = "Hot seat"
    purpose = "Unstick one draft."
    kind = TemplateRevision.Kind.HOT_SEAT
    duration_minutes = 45
    ritual = factory.LazyFunction(lambda: [dict(step) for step in RITUAL])
    micro_task = "Redraft one paragraph"
    made_at = NOON


class SeriesFactory(DjangoModelFactory):
    class Meta:
        model = Series

    community = factory.SubFactory(CommunityFactory)
    template = factory.LazyAttribute(
        lambda series: TemplateRevisionFactory(community=series.community).template
    )
    host = factory.SubFactory(MembershipFactory, community=factory.SelfAttribute("..community"))
    title = "Thursday hot seat"
    rule = "FREQ=WEEKLY;BYDAY=TH"
    time_zone = "Europe/Lisbon"
    starts_on = dt.date(2030, 6, 6)
    local_time = dt.time(18, 0)
    made_by = factory.SelfAttribute("host")
    made_at = NOON


class EventFactory(DjangoModelFactory):
    """A scheduled event a week after NOON, 45 minutes; `starts_at=` moves it."""

    class Meta:
        model = Event

    community = factory.SubFactory(CommunityFactory)
    revision = factory.SubFactory(
        TemplateRevisionFactory, community=factory.SelfAttribute("..community")
    )
    title = "Sourdough and silence"
    time_zone = "Europe/Lisbon"
    starts_at = NOON + dt.timedelta(days=7)
    ends_at = factory.LazyAttribute(
        lambda event: event.starts_at + dt.timedelta(minutes=event.revision.duration_minutes)
    )
    local_date = factory.LazyAttribute(lambda event: _in_its_zone(event).date())
    local_time = factory.LazyAttribute(lambda event: _in_its_zone(event).time())
    host = factory.SubFactory(
        MembershipFactory,
        community=factory.SelfAttribute("..community"),
        roles=["MEMBER", "INSTRUCTOR"],
    )
    made_by = factory.SelfAttribute("host")
    made_at = NOON


class SegmentFactory(DjangoModelFactory):
    class Meta:
        model = Segment

    event = factory.SubFactory(EventFactory)
    community = factory.SelfAttribute("event.community")
    kind = Segment.Kind.INTIMATE
    rooms = factory.LazyAttribute(lambda segment: 1 if segment.kind == "INTIMATE" else 0)
    capacity = factory.LazyAttribute(lambda segment: 12 if segment.kind == "INTIMATE" else None)


class RsvpFactory(DjangoModelFactory):
    """A seat already taken, in the segment's own community; `state="WAITING"` waits in line."""

    class Meta:
        model = Rsvp

    segment = factory.SubFactory(SegmentFactory)
    event = factory.SelfAttribute("segment.event")
    community = factory.SelfAttribute("segment.community")
    membership = factory.SubFactory(
        MembershipFactory, community=factory.SelfAttribute("..segment.community")
    )
    state = Rsvp.State.GOING
    intention = "Listen more than I talk"
    intention_state = Rsvp.IntentionState.DECLARED
    joined_at = NOON
    confirmed_at = factory.LazyAttribute(lambda rsvp: NOON if rsvp.state == "GOING" else None)
    held_until = factory.LazyAttribute(
        lambda rsvp: NOON + dt.timedelta(days=1) if rsvp.state == "OFFERED" else None
    )
    released_at = factory.LazyAttribute(lambda rsvp: NOON if rsvp.state == "RELEASED" else None)

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        rsvp = super()._create(model_class, *args, **kwargs)
        if rsvp.state in ("GOING", "OFFERED"):
            Segment.objects.filter(pk=rsvp.segment_id).update(taken=F("taken") + 1)
        if rsvp.event.hides_names:
            Handle.draw(event=rsvp.event, membership=rsvp.membership)
        return rsvp


def _in_its_zone(event):
    return event.starts_at.astimezone(ZoneInfo(event.time_zone))
