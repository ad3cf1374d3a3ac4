from django.urls import URLPattern

from config.kernel.http import path_to
from events.attendance.views import attendance, wrap_ups

urlpatterns: list[URLPattern] = [
    path_to("events/<int:event_id>/wrap-up/", wrap_ups.wrap_up),
    path_to("events/<int:event_id>/attendance/", attendance.attendance_list),
    path_to("events/<int:event_id>/attendance/absences/", attendance.attendance_absences),
    path_to("events/<int:event_id>/attendance/<int:rsvp_id>/", attendance.attendance_mark),
    path_to("safety-answers/", wrap_ups.safety_answer_list),
    path_to("safety-answers/<int:wrap_up_id>/handling/", wrap_ups.safety_answer_handling),
    path_to("safety-answers/<int:wrap_up_id>/resolution/", wrap_ups.handle_resolution),
]
