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
from tests.factories.feedback import FeedbackFactory, PieceFactory
from tests.factories.hot_seats import HotSeatRequestFactory
from tests.factories.memberships import (
    CommunityFactory,
    MembershipFactory,
    SeparationFactory,
    UserFactory,
)
from tests.factories.standing import AccessNeedFactory, StrikeFactory

__all__ = [
    "NOON",
    "AccessNeedFactory",
    "CheckInFactory",
    "CommunityFactory",
    "ContributionFactory",
    "EventFactory",
    "FeedbackFactory",
    "HotSeatRequestFactory",
    "MembershipFactory",
    "MicroActionFactory",
    "PieceFactory",
    "RsvpFactory",
    "SegmentFactory",
    "SeparationFactory",
    "SeriesFactory",
    "StrikeFactory",
    "TemplateFactory",
    "TemplateRevisionFactory",
    "UserFactory",
    "WrapUpFactory",
]
