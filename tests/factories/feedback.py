import factory
from factory.django import DjangoModelFactory

from events.feedback.models import Feedback, Piece
from tests.factories.events import RsvpFactory
from tests.factories.memberships import NOON, MembershipFactory


class PieceFactory(DjangoModelFactory):
    """What somebody brought to the event of their seat."""

    class Meta:
        model = Piece

    rsvp = factory.SubFactory(RsvpFactory)
    community = factory.SelfAttribute("rsvp.community")
    event = factory.SelfAttribute("rsvp.event")
    membership = factory.SelfAttribute("rsvp.membership")
    title = factory.Sequence(lambda n: f"Chapter {n}")
    text = "The river had no opinion."
    question = "Where did you stop reading?"
    submitted_at = NOON


class FeedbackFactory(DjangoModelFactory):
    """A piece in somebody's hands; `text=` answers it."""

    class Meta:
        model = Feedback

    piece = factory.SubFactory(PieceFactory)
    community = factory.SelfAttribute("piece.community")
    event = factory.SelfAttribute("piece.event")
    author = factory.SelfAttribute("piece.membership")
    reviewer = factory.SubFactory(
        MembershipFactory, community=factory.SelfAttribute("..piece.community")
    )
    dealt_at = NOON
    answered_at = factory.LazyAttribute(lambda feedback: NOON if feedback.text else None)
    text = ""
