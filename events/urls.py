"""All addresses of the app, by feature."""

import events.access.urls
import events.attendance.urls
import events.board.urls
import events.calendar.urls
import events.feedback.urls
import events.hot_seats.urls
import events.names.urls
import events.pages.urls
import events.scheduling.urls
import events.seats.urls
import events.strikes.urls

app_name = "events"

urlpatterns = [
    *events.access.urls.urlpatterns,
    *events.attendance.urls.urlpatterns,
    *events.board.urls.urlpatterns,
    *events.calendar.urls.urlpatterns,
    *events.feedback.urls.urlpatterns,
    *events.hot_seats.urls.urlpatterns,
    *events.names.urls.urlpatterns,
    *events.pages.urls.urlpatterns,
    *events.scheduling.urls.urlpatterns,
    *events.seats.urls.urlpatterns,
    *events.strikes.urls.urlpatterns,
]
