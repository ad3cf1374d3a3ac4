from events.selectors.access_needs import (
    NeedPage,
    NeedsPage,
    access_need_page,
    access_needs_page,
    answered_need_letter,
    open_need_letter,
)
from events.selectors.attendance import AttendancePage, attendance_page
from events.selectors.event_file import EventFile, event_file
from events.selectors.event_list import (
    EventList,
    open_events_panel,
    past_event_list,
    upcoming_event_list,
)
from events.selectors.event_page import EventPage, event_page
from events.selectors.feedback import (
    AnswerPage,
    FeedbackPage,
    PiecePage,
    answer_page,
    feedback_page,
    piece_page,
)
from events.selectors.hot_seat_mails import hot_seat_lapse, hot_seat_offer
from events.selectors.hot_seats import HotSeatPanel, hot_seat_list_page, hot_seat_page
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
from events.selectors.reveals import (
    ResolutionPage,
    RevealLetter,
    RevealPage,
    resolution_page,
    reveal_letter,
    reveal_page,
)
from events.selectors.room import RoomPage, room_page
from events.selectors.rsvp_panel import Panel, rsvp_panel
from events.selectors.safety import SafetyAnswersPage, reader_to_tell, safety_answers_page
from events.selectors.seats import (
    CapacityPreview,
    RemovalPage,
    SeatsPage,
    capacity_preview,
    removal_page,
    seats_page,
)
from events.selectors.standing import (
    AbsencesPage,
    StandingPage,
    absences_page,
    own_strike,
    standing_page,
    strike_letter,
)
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
    "AbsencesPage",
    "AnswerPage",
    "AttendancePage",
    "CancellationPage",
    "CapacityPreview",
    "ChangePreview",
    "Choices",
    "EventFile",
    "EventFormPage",
    "EventList",
    "EventPage",
    "FeedbackPage",
    "HotSeatPanel",
    "LoopPage",
    "MonthPage",
    "NeedPage",
    "NeedsPage",
    "Panel",
    "PiecePage",
    "RemovalPage",
    "ResolutionPage",
    "RevealLetter",
    "RevealPage",
    "RoomPage",
    "SafetyAnswersPage",
    "SeatsPage",
    "SeriesPage",
    "StandingPage",
    "StudioPage",
    "TemplateListPage",
    "TemplatePage",
    "WallPage",
    "WrapUpPage",
    "absences_page",
    "access_need_page",
    "access_needs_page",
    "answer_page",
    "answered_need_letter",
    "attendance_page",
    "cancellation_page",
    "capacity_preview",
    "carried_over_intention",
    "event_change_preview",
    "event_file",
    "event_form_page",
    "event_page",
    "feedback_page",
    "following_change_preview",
    "hot_seat_lapse",
    "hot_seat_list_page",
    "hot_seat_offer",
    "hot_seat_page",
    "loop_page",
    "month_page",
    "oldest_unsent_reminder",
    "open_events_panel",
    "open_need_letter",
    "own_intention",
    "own_micro_action",
    "own_strike",
    "past_event_list",
    "piece_page",
    "reader_to_tell",
    "removal_page",
    "resolution_page",
    "reveal_letter",
    "reveal_page",
    "room_page",
    "rsvp_panel",
    "safety_answers_page",
    "schedule_choices",
    "seats_page",
    "series_page",
    "standing_page",
    "strike_letter",
    "studio_page",
    "template_list_page",
    "template_page",
    "upcoming_event_list",
    "wall_of",
    "wall_page",
    "wrap_up_page",
]
