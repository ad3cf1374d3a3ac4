"""What this app announces. Payload keys are listed beside each name."""

from config.kernel.facts import declare

TEMPLATE_REVISED = declare(
    "events.template_revised",
    "revision_id",
    meaning="A template was made or edited; about the template.",
)
TEMPLATE_ARCHIVED = declare("events.template_archived", meaning="A template was put away.")
SERIES_SCHEDULED = declare("events.series_scheduled", meaning="A series was planned.")
SERIES_ENDED = declare(
    "events.series_ended", meaning="A series makes no more events from a day on."
)
EVENT_SCHEDULED = declare(
    "events.event_scheduled",
    "series_id",
    meaning="A gathering was published; series_id is null for a single one.",
)
EVENT_CHANGED = declare(
    "events.event_changed",
    "is_moved",
    "was_at",
    meaning="A scheduled event's words, host or time changed; is_moved tells a new start,"
    " was_at the one before (ISO 8601).",
)
EVENT_CANCELLED = declare("events.event_cancelled", meaning="An event will not take place.")
EVENT_WENT_LIVE = declare(
    "events.event_went_live", meaning="An event began, by its host or by the clock."
)
EVENT_ENDED = declare("events.event_ended", meaning="An event is over, by the clock.")
SEAT_RESERVED = declare(
    "events.seat_reserved",
    "event_id",
    "segment",
    meaning="A member has a place; segment: INTIMATE or BROADCAST.",
)
LINE_JOINED = declare(
    "events.line_joined", "event_id", meaning="A member joined the waiting list."
)
SEAT_OFFERED = declare(
    "events.seat_offered",
    "event_id",
    "until",
    meaning="One in line was offered a seat; until: when the offer lapses (ISO 8601).",
)
SEAT_CAME_FREE = declare(
    "events.seat_came_free",
    "event_id",
    meaning="Inside the last hours a seat came free: this one in line may take it, if first.",
)
SEAT_RELEASED = declare(
    "events.seat_released",
    "event_id",
    "was",
    "way",
    meaning="A claim ended; was: the state it had; way: GIVEN_BACK, DECLINED, LAPSED, REMOVED,"
    " STEPPED_BACK, SWAPPED or MOVED_ON.",
)
CAPACITY_CHANGED = declare(
    "events.capacity_changed",
    "event_id",
    "was",
    "becomes",
    meaning="The intimate seats of an event became more or fewer; about the segment.",
)
SISTER_ROOM_PROPOSED = declare(
    "events.sister_room_proposed", "event_id", meaning="A long line asks for another room."
)
SISTER_ROOM_CONFIRMED = declare(
    "events.sister_room_confirmed",
    "event_id",
    "room_host_id",
    meaning="Another room was opened, with a host of its own.",
)
SISTER_ROOM_DECLINED = declare(
    "events.sister_room_declined", "event_id", meaning="Another room was not to be."
)
SISTER_ROOM_NEWS_DUE = declare(
    "events.sister_room_news_due",
    "event_id",
    "reader_id",
    meaning="Somebody who runs an event is to be told that another room is proposed.",
)
HOT_SEAT_ASKED = declare(
    "events.hot_seat_asked", "event_id", meaning="A member asked for a hot seat."
)
HOT_SEAT_OFFERED = declare(
    "events.hot_seat_offered",
    "event_id",
    "until",
    meaning="A hot seat was offered to the next in the queue; until: when that lapses (ISO 8601).",
)
HOT_SEAT_ACCEPTED = declare(
    "events.hot_seat_accepted", "event_id", meaning="A member will take the hot seat."
)
HOT_SEAT_TAKEN = declare(
    "events.hot_seat_taken", "event_id", meaning="A member sits in the hot seat."
)
HOT_SEAT_COMPLETED = declare(
    "events.hot_seat_completed", "event_id", meaning="A member had the hot seat."
)
HOT_SEAT_CLOSED = declare(
    "events.hot_seat_closed",
    "event_id",
    "way",
    meaning="A hot-seat request ended without a seat; way: DECLINED, LAPSED or WITHDRAWN.",
)
HOT_SEAT_OVERRIDDEN = declare(
    "events.hot_seat_overridden",
    "event_id",
    meaning="A host gave a hot seat out of order, for a reason that the queue shows.",
)
STRIKE_MADE = declare(
    "events.strike_made",
    "event_id",
    "kind",
    meaning="An intimate seat stayed empty; kind: ABSENT or LATE_RELEASE.",
)
STRIKE_EXPLAINED = declare(
    "events.strike_explained", "event_id", meaning="A member said why their seat stayed empty."
)
STRIKE_FORGIVEN = declare("events.strike_forgiven", "event_id", meaning="A strike counts no more.")
ACCESS_NEED_ASKED = declare(
    "events.access_need_asked", "event_id", meaning="A member said what they need to take part."
)
ACCESS_NEED_ANSWERED = declare(
    "events.access_need_answered",
    "event_id",
    "outcome",
    meaning="A host answered an access need; outcome: CONFIRMED or CANNOT.",
)
ACCESS_NEED_HANDED_OVER = declare(
    "events.access_need_handed_over",
    "event_id",
    "owner_id",
    meaning="Another of the hosts owes the answer to an access need now.",
)
ACCESS_NEED_FELL_DUE = declare(
    "events.access_need_fell_due",
    "event_id",
    meaning="An access need waits for its answer beyond the time that was promised.",
)
REVEAL_GIVEN = declare(
    "events.reveal_given",
    "event_id",
    "is_mutual",
    meaning="After a blind event one would tell another who they are; is_mutual: so would they.",
)
REVEAL_TAKEN_BACK = declare(
    "events.reveal_taken_back",
    "event_id",
    meaning="Before it was mutual, one would not tell the other after all.",
)
REVEAL_MADE_MUTUAL = declare(
    "events.reveal_made_mutual",
    "event_id",
    meaning="Two revealed themselves to each other; one such fact about each one's reveal.",
)
HANDLE_RESOLVED = declare(
    "events.handle_resolved",
    "event_id",
    meaning="Somebody who looks after people learnt who a handle is, and said why.",
)
PIECE_SUBMITTED = declare(
    "events.piece_submitted", "event_id", meaning="A member brought a piece for peer feedback."
)
PIECE_WITHDRAWN = declare(
    "events.piece_withdrawn", "event_id", meaning="A member took their piece back."
)
FEEDBACK_DEALT = declare(
    "events.feedback_dealt", "event_id", meaning="A piece was given to a reviewer to answer."
)
FEEDBACK_GIVEN = declare(
    "events.feedback_given", "event_id", meaning="A reviewer answered a piece."
)
INTENTION_CHANGED = declare(
    "events.intention_changed", "event_id", meaning="A member reworded an intention."
)
INTENTION_SETTLED = declare(
    "events.intention_settled",
    "event_id",
    "outcome",
    meaning="What became of an intention: DONE, PARTLY, NOT_DONE, CARRIED_OVER, UNRECONCILED.",
)
MEMBER_CHECKED_IN = declare(
    "events.member_checked_in",
    "event_id",
    "way",
    meaning="A member was there; way: self or host.",
)
MEMBER_MARKED_ABSENT = declare(
    "events.member_marked_absent", "event_id", meaning="The host marked a member as absent."
)
MEMBER_LEFT = declare(
    "events.member_left", "event_id", meaning="A member left an event quietly, before its end."
)
MICRO_ACTION_COMMITTED = declare(
    "events.micro_action_committed", "event_id", meaning="A member committed to a small task."
)
MICRO_ACTION_SETTLED = declare(
    "events.micro_action_settled",
    "event_id",
    "outcome",
    meaning="What became of a micro-action: DONE, PARTLY, DROPPED, EXPIRED.",
)
MICRO_ACTION_PUT_OFF = declare(
    "events.micro_action_put_off",
    "event_id",
    meaning="A member gave a micro-action another week.",
)
MICRO_ACTION_FELL_DUE = declare(
    "events.micro_action_fell_due", "event_id", meaning="A micro-action's day has come."
)
WRAP_UP_FILLED = declare(
    "events.wrap_up_filled", "event_id", meaning="A member filled the wrap-up card."
)
SAFETY_ANSWER_GIVEN = declare(
    "events.safety_answer_given",
    "event_id",
    meaning="A wrap-up card asks for a moderator's attention; the answer itself is not told.",
)
SAFETY_ANSWER_HANDLED = declare(
    "events.safety_answer_handled",
    "event_id",
    meaning="A moderator has looked after a wrap-up card's safety answer.",
)
SAFETY_NEWS_DUE = declare(
    "events.safety_news_due",
    "reader_id",
    meaning="A reader of safety answers is to be told that one waits; about the card.",
)
CONTRIBUTION_POSTED = declare(
    "events.contribution_posted", "event_id", meaning="A member posted on an event's wall."
)
CONTRIBUTION_HIDDEN = declare(
    "events.contribution_hidden", "event_id", meaning="A host hid a post on a wall."
)
REMINDER_DUE = declare(
    "events.reminder_due", "event_id", "kind", meaning="A reminder's time has come."
)
EVENT_NEWS_DUE = declare(
    "events.event_news_due",
    "event_id",
    "kind",
    "was_at",
    meaning="A member with a claim is to be told of their event; kind: CHANGED, MOVED or"
    " CANCELLED; was_at: the start before a move (ISO 8601).",
)
