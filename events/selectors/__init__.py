from events.selectors.attendance import AttendancePage, attendance_page
from events.selectors.event_file import EventFile, event_file
from events.selectors.event_list import (
    EventList,
    open_events_panel,
    past_event_list,
    upcoming_event_list,
)
from events.selectors.event_page import EventPage, event_page
from events.selectors.loop import (
    LoopPage,
    carried_over_intention,
    loop_page,
    own_intention,
    own_micro_action,
)
from events.selectors.months import MonthPage, month_page
from events.selectors.previews import (
    CancellationPage,
    ChangePreview,
    cancellation_page,
    event_change_preview,
    following_change_preview,
)
from events.selectors.reminders import oldest_unsent_reminder
from events.selectors.room import RoomPage, room_page
from events.selectors.rsvp_panel import Panel, rsvp_panel
from events.selectors.safety import SafetyAnswersPage, reader_to_tell, safety_answers_page
from events.selectors.studio import (
    Choices,
    EventFormPage,
    SeriesPage,
    StudioPage,
    event_form_page,
    schedule_choices,
    series_page,
    studio_page,
)
from events.selectors.templates import (
    TemplateListPage,
    TemplatePage,
    template_list_page,
    template_page,
)
from events.selectors.wall import WallPage, wall_of, wall_page
from events.selectors.wrap_up import WrapUpPage, wrap_up_page

__all__ = [
    "AttendancePage",
    "CancellationPage",
    "ChangePreview",
    "Choices",
    "EventFile",
    "EventFormPage",
    "EventList",
    "EventPage",
    "LoopPage",
    "MonthPage",
    "Panel",
    "RoomPage",
    "SafetyAnswersPage",
    "SeriesPage",
    "StudioPage",
    "TemplateListPage",
    "TemplatePage",
    "WallPage",
    "WrapUpPage",
    "attendance_page",
    "cancellation_page",
    "carried_over_intention",
    "event_change_preview",
    "event_file",
    "event_form_page",
    "event_page",
    "following_change_preview",
    "loop_page",
    "month_page",
    "oldest_unsent_reminder",
    "open_events_panel",
    "own_intention",
    "own_micro_action",
    "past_event_list",
    "reader_to_tell",
    "room_page",
    "rsvp_panel",
    "safety_answers_page",
    "schedule_choices",
    "series_page",
    "studio_page",
    "template_list_page",
    "template_page",
    "upcoming_event_list",
    "wall_of",
    "wall_page",
    "wrap_up_page",
]
