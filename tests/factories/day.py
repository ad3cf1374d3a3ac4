import datetime as dt

import factory
from factory.django import DjangoModelFactory

from events.attendance.models import MicroAction, WrapUp
from events.board.models import Contribution
from events.seats.models.check_ins import CheckIn
from tests.factories.events import EventFactory, RsvpFactory
from tests.factories.memberships import NOON, MembershipFactory


class _OfSeat(DjangoModelFactory):
    """A row of the day that belongs to somebody's seat."""

    class Meta:
        abstract = True

    rsvp = factory.SubFactory(RsvpFactory)
    community = factory.SelfAttribute("rsvp.community")
    event = factory.SelfAttribute("rsvp.event")
    membership = factory.SelfAttribute("rsvp.membership")


class CheckInFactory(_OfSeat):
    class Meta:
        model = CheckIn

    came_at = NOON
    marked_by = factory.SelfAttribute("rsvp.membership")


class MicroActionFactory(_OfSeat):
    class Meta:
        model = MicroAction

    text = "Redraft one paragraph"
    due_on = dt.date(2030, 6, 8)
    committed_at = NOON
    settled_at = factory.LazyAttribute(
        lambda action: None if action.state in ("COMMITTED", "DUE") else NOON
    )
    state = MicroAction.State.COMMITTED


class WrapUpFactory(_OfSeat):
    class Meta:
        model = WrapUp

    filled_at = NOON


class ContributionFactory(DjangoModelFactory):
    class Meta:
        model = Contribution

    event = factory.SubFactory(EventFactory)
    community = factory.SelfAttribute("event.community")
    membership = factory.SubFactory(
        MembershipFactory, community=factory.SelfAttribute("..event.community")
    )
    text = "The table of contents is an argument."
    posted_at = NOON
