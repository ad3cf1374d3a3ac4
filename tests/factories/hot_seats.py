import datetime as dt

import factory
from factory.django import DjangoModelFactory

from events.hot_seats.models import CLOSED, HotSeatRequest
from tests.factories.events import RsvpFactory
from tests.factories.memberships import NOON


class HotSeatRequestFactory(DjangoModelFactory):
    """Queued by somebody with a seat; `state="OFFERED"` is offered for an hour."""

    class Meta:
        model = HotSeatRequest

    rsvp = factory.SubFactory(RsvpFactory)
    community = factory.SelfAttribute("rsvp.community")
    event = factory.SelfAttribute("rsvp.event")
    membership = factory.SelfAttribute("rsvp.membership")
    state = HotSeatRequest.State.QUEUED
    asked_at = NOON
    offered_at = factory.LazyAttribute(
        lambda asked: None if asked.state == "QUEUED" else asked.asked_at
    )
    held_until = factory.LazyAttribute(
        lambda asked: asked.asked_at + dt.timedelta(hours=1) if asked.state == "OFFERED" else None
    )
    seated_at = factory.LazyAttribute(
        lambda asked: asked.asked_at if asked.state in ("SEATED", "COMPLETED") else None
    )
    closed_at = factory.LazyAttribute(
        lambda asked: asked.asked_at if asked.state in CLOSED else None
    )
