import datetime as dt

import factory
from factory.django import DjangoModelFactory

from events.access.models import AccessNeed
from events.strikes.models import Strike
from tests.factories.events import RsvpFactory
from tests.factories.memberships import NOON


class StrikeFactory(DjangoModelFactory):
    """A seat that stayed empty; it counts for another thirty days, counted from `made_at`."""

    class Meta:
        model = Strike

    rsvp = factory.SubFactory(RsvpFactory)
    community = factory.SelfAttribute("rsvp.community")
    event = factory.SelfAttribute("rsvp.event")
    membership = factory.SelfAttribute("rsvp.membership")
    kind = Strike.Kind.ABSENT
    made_at = NOON
    expires_at = factory.LazyAttribute(lambda strike: strike.made_at + dt.timedelta(days=30))


class AccessNeedFactory(DjangoModelFactory):
    """A need that waits for the answer of the event's host."""

    class Meta:
        model = AccessNeed

    rsvp = factory.SubFactory(RsvpFactory)
    community = factory.SelfAttribute("rsvp.community")
    event = factory.SelfAttribute("rsvp.event")
    membership = factory.SelfAttribute("rsvp.membership")
    owner = factory.SelfAttribute("rsvp.event.host")
    words = "Captions, please"
    asked_at = NOON
    due_at = factory.LazyAttribute(lambda need: need.asked_at + dt.timedelta(hours=72))
