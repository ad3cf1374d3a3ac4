from events.models.attendance import CheckIn, MicroAction, WrapUp
from events.models.event import Event
from events.models.reminder import Reminder
from events.models.rsvp import IntentionRevision, Rsvp
from events.models.segment import Segment
from events.models.series import Series
from events.models.template import Template, TemplateRevision
from events.models.wall import Contribution

__all__ = [
    "CheckIn",
    "Contribution",
    "Event",
    "IntentionRevision",
    "MicroAction",
    "Reminder",
    "Rsvp",
    "Segment",
    "Series",
    "Template",
    "TemplateRevision",
    "WrapUp",
]
