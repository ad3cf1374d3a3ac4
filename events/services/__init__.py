from events.services.attendance import check_in, leave_quietly, mark_absent, mark_present
from events.services.commitments import (
    commit_to_micro_action,
    put_off_micro_action,
    settle_micro_action,
    turn_micro_actions,
)
from events.services.live import open_event, turn_the_clock
from events.services.loop import close_intentions, settle_intention
from events.services.reminders import announce_due_reminders
from events.services.scheduling import (
    cancel_event,
    cancel_following,
    change_event,
    change_following,
    end_series,
    extend_horizons,
    schedule_event,
    schedule_series,
)
from events.services.seats import (
    change_segment,
    join_line,
    release_seat,
    reserve_seat,
    reword_intention,
)
from events.services.templates import archive_template, create_template, revise_template
from events.services.wall import hide_contribution, post_contribution
from events.services.wrap_up import fill_wrap_up, handle_safety_answer

__all__ = [
    "announce_due_reminders",
    "archive_template",
    "cancel_event",
    "cancel_following",
    "change_event",
    "change_following",
    "change_segment",
    "check_in",
    "close_intentions",
    "commit_to_micro_action",
    "create_template",
    "end_series",
    "extend_horizons",
    "fill_wrap_up",
    "handle_safety_answer",
    "hide_contribution",
    "join_line",
    "leave_quietly",
    "mark_absent",
    "mark_present",
    "open_event",
    "post_contribution",
    "put_off_micro_action",
    "release_seat",
    "reserve_seat",
    "revise_template",
    "reword_intention",
    "schedule_event",
    "schedule_series",
    "settle_intention",
    "settle_micro_action",
    "turn_micro_actions",
    "turn_the_clock",
]
