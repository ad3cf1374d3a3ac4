"""Every task of the app. Celery finds them here, feature by feature."""

import events.access.tasks
import events.attendance.tasks
import events.hot_seats.tasks
import events.reminders.tasks
import events.scheduling.tasks
import events.seats.tasks  # noqa: F401
