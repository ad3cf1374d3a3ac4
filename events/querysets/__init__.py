from events.querysets.day import (
    ContributionQuerySet,
    HandleQuerySet,
    MicroActionQuerySet,
    ReminderQuerySet,
    RevealQuerySet,
    WrapUpQuerySet,
)
from events.querysets.formats import FeedbackQuerySet, HotSeatQuerySet, PieceQuerySet
from events.querysets.planning import EventQuerySet, RevisionQuerySet, SeriesQuerySet
from events.querysets.seats import (
    AccessNeedQuerySet,
    RsvpQuerySet,
    SegmentQuerySet,
    SisterRoomQuerySet,
    StrikeQuerySet,
)

__all__ = [
    "AccessNeedQuerySet",
    "ContributionQuerySet",
    "EventQuerySet",
    "FeedbackQuerySet",
    "HandleQuerySet",
    "HotSeatQuerySet",
    "MicroActionQuerySet",
    "PieceQuerySet",
    "ReminderQuerySet",
    "RevealQuerySet",
    "RevisionQuerySet",
    "RsvpQuerySet",
    "SegmentQuerySet",
    "SeriesQuerySet",
    "SisterRoomQuerySet",
    "StrikeQuerySet",
    "WrapUpQuerySet",
]
