from django.urls import URLPattern, path

from events.attendance.views import attendance, wrap_ups

urlpatterns: list[URLPattern] = [
    path("events/<int:event_id>/wrap-up/", wrap_ups.wrap_up, name="wrap_up"),
    path("events/<int:event_id>/attendance/", attendance.attendance_list, name="attendance_list"),
    path(
        "events/<int:event_id>/attendance/absences/",
        attendance.attendance_absences,
        name="attendance_absences",
    ),
    path(
        "events/<int:event_id>/attendance/<int:rsvp_id>/",
        attendance.attendance_mark,
        name="attendance_mark",
    ),
    path("safety-answers/", wrap_ups.safety_answer_list, name="safety_answer_list"),
    path(
        "safety-answers/<int:wrap_up_id>/handling/",
        wrap_ups.safety_answer_handling,
        name="safety_answer_handling",
    ),
    path(
        "safety-answers/<int:wrap_up_id>/resolution/",
        wrap_ups.handle_resolution,
        name="handle_resolution",
    ),
]
