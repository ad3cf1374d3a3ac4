from django.urls import URLPattern, URLResolver, path

from events.views import (
    attendance,
    events,
    ics,
    loop,
    room,
    rsvps,
    series,
    studio,
    templates,
    wall,
    wrap_ups,
)

app_name = "events"

Paths = list[URLPattern | URLResolver]

day: Paths = [
    path("events/<int:event_id>/room/", room.room_detail, name="room_detail"),
    path("events/<int:event_id>/opening/", room.event_opening, name="event_opening"),
    path("events/<int:event_id>/check-in/", room.check_in, name="check_in"),
    path("events/<int:event_id>/leaving/", room.leaving, name="leaving"),
    path("events/<int:event_id>/commitment/", room.commitment, name="commitment"),
    path("events/<int:event_id>/wrap-up/", wrap_ups.wrap_up, name="wrap_up"),
    path("events/<int:event_id>/attendance/", attendance.attendance_list, name="attendance_list"),
    path(
        "events/<int:event_id>/attendance/<int:rsvp_id>/",
        attendance.attendance_mark,
        name="attendance_mark",
    ),
    path(
        "events/<int:event_id>/contributions/",
        wall.contribution_create,
        name="contribution_create",
    ),
    path(
        "events/<int:event_id>/contributions/<int:contribution_id>/hiding/",
        wall.contribution_hiding,
        name="contribution_hiding",
    ),
    path("loop/", loop.loop_detail, name="loop_detail"),
    path(
        "loop/micro-actions/<int:micro_action_id>/",
        loop.micro_action_update,
        name="micro_action_update",
    ),
    path("loop/intentions/<int:rsvp_id>/", loop.intention_outcome, name="intention_outcome"),
    path("safety-answers/", wrap_ups.safety_answer_list, name="safety_answer_list"),
    path(
        "safety-answers/<int:wrap_up_id>/handling/",
        wrap_ups.safety_answer_handling,
        name="safety_answer_handling",
    ),
]

in_studio: Paths = [
    path("studio/", studio.studio_detail, name="studio_detail"),
    path("studio/templates/", templates.template_list, name="template_list"),
    path("studio/templates/new/", templates.template_create, name="template_create"),
    path("studio/templates/<int:template_id>/", templates.template_update, name="template_update"),
    path(
        "studio/templates/<int:template_id>/archiving/",
        templates.template_archiving,
        name="template_archiving",
    ),
    path("studio/events/new/", studio.event_create, name="event_create"),
    path("studio/events/<int:event_id>/", studio.event_update, name="event_update"),
    path(
        "studio/events/<int:event_id>/following/",
        studio.following_update,
        name="following_update",
    ),
    path(
        "studio/events/<int:event_id>/cancellation/",
        studio.event_cancellation,
        name="event_cancellation",
    ),
    path("studio/series/new/", series.series_create, name="series_create"),
    path("studio/series/<int:series_id>/", series.series_detail, name="series_detail"),
    path(
        "studio/series/<int:series_id>/cancellation/",
        series.series_cancellation,
        name="series_cancellation",
    ),
]

urlpatterns: Paths = [
    *day,
    *in_studio,
    path("events/", events.event_list, name="event_list"),
    path("events/calendar/", events.event_calendar_today, name="event_calendar"),
    path("events/calendar/<int:year>/<int:month>/", events.event_calendar, name="event_calendar"),
    path("events/<int:event_id>/", events.event_detail, name="event_detail"),
    path(
        "events/<int:event_id>/segments/<int:segment_id>/rsvp/",
        rsvps.rsvp_create,
        name="rsvp_create",
    ),
    path(
        "events/<int:event_id>/segments/<int:segment_id>/line/",
        rsvps.line_create,
        name="line_create",
    ),
    path(
        "events/<int:event_id>/segments/<int:segment_id>/change/",
        rsvps.rsvp_change,
        name="rsvp_change",
    ),
    path("events/<int:event_id>/event.ics", ics.event_ics, name="event_ics"),
    path("events/<int:event_id>/rsvp/release/", rsvps.rsvp_release, name="rsvp_release"),
    path("events/<int:event_id>/rsvp/intention/", rsvps.rsvp_intention, name="rsvp_intention"),
]
