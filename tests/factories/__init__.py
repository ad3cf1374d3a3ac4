from tests.factories.events import (
    NOON,
    EventFactory,
    RsvpFactory,
    SegmentFactory,
    SeriesFactory,
    TemplateFactory,
    TemplateRevisionFactory,
)
from tests.factories.memberships import CommunityFactory, MembershipFactory, UserFactory

__all__ = [
    "NOON",
    "CommunityFactory",
    "EventFactory",
    "MembershipFactory",
    "RsvpFactory",
    "SegmentFactory",
    "SeriesFactory",
    "TemplateFactory",
    "TemplateRevisionFactory",
    "UserFactory",
]
