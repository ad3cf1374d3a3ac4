from events.models.access import AccessNeed
from events.models.attendance import CheckIn, MicroAction, WrapUp
from events.models.event import Event
from events.models.feedback import Feedback, Piece
from events.models.handle import Handle, HandleResolution, Reveal
from events.models.hot_seat import HotSeatRequest
from events.models.reminder import Reminder
from events.models.rsvp import IntentionRevision, Rsvp
from events.models.segment import Segment
from events.models.series import Series
from events.models.sister_room import SisterRoom
from events.models.strike import Strike
from events.models.template import Template, TemplateRevision
from events.models.wall import Contribution

__all__ = [
    "AccessNeed",
    "CheckIn",
    "Contribution",
    "Event",
    "Feedback",
    "Handle",
    "HandleResolution",
    "HotSeatRequest",
    "IntentionRevision",
    "MicroAction",
    "Piece",
    "Reminder",
    "Reveal",
    "Rsvp",
    "Segment",
    "Series",
    "SisterRoom",
    "Strike",
    "Template",
    "TemplateRevision",
    "WrapUp",
]
