"""Every model of the app. Django finds them here, feature by feature."""

import events.access.models
import events.attendance.models
import events.board.models
import events.calendar.models.events
import events.calendar.models.series
import events.calendar.models.templates
import events.feedback.models
import events.hot_seats.models
import events.names.models
import events.reminders.models
import events.seats.models.check_ins
import events.seats.models.rsvps
import events.seats.models.segments
import events.seats.models.sister_rooms
import events.strikes.models  # noqa: F401
