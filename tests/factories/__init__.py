from tests.factories.day import (
    CheckInFactory,
    ContributionFactory,
    MicroActionFactory,
    WrapUpFactory,
)
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
    "CheckInFactory",
    "CommunityFactory",
    "ContributionFactory",
    "EventFactory",
    "MembershipFactory",
    "MicroActionFactory",
    "RsvpFactory",
    "SegmentFactory",
    "SeriesFactory",
    "TemplateFactory",
    "TemplateRevisionFactory",
    "UserFactory",
    "WrapUpFactory",
]
