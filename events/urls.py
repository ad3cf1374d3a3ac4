from django.urls import URLPattern, URLResolver, path

from events.views import (
    access_needs,
    attendance,
    events,
    feedback,
    hot_seats,
    ics,
    loop,
    reveals,
    room,
    rsvps,
    seats,
    series,
    standing,
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
        "events/<int:event_id>/attendance/absences/",
        attendance.attendance_absences,
        name="attendance_absences",
    ),
    path(
        "events/<int:event_id>/access-need/",
        access_needs.access_need_update,
        name="access_need_update",
    ),
    path(
        "events/<int:event_id>/access-need/withdrawal/",
        access_needs.access_need_withdrawal,
        name="access_need_withdrawal",
    ),
    path(
        "events/<int:event_id>/access-needs/",
        access_needs.access_need_list,
        name="access_need_list",
    ),
    path(
        "events/<int:event_id>/access-needs/<int:access_need_id>/answer/",
        access_needs.access_need_answer,
        name="access_need_answer",
    ),
    path(
        "events/<int:event_id>/access-needs/<int:access_need_id>/handover/",
        access_needs.access_need_handover,
        name="access_need_handover",
    ),
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
    path("events/<int:event_id>/hot-seat/", hot_seats.hot_seat_create, name="hot_seat_create"),
    path(
        "events/<int:event_id>/hot-seat/acceptance/",
        hot_seats.hot_seat_acceptance,
        name="hot_seat_acceptance",
    ),
    path(
        "events/<int:event_id>/hot-seat/withdrawal/",
        hot_seats.hot_seat_withdrawal,
        name="hot_seat_withdrawal",
    ),
    path("events/<int:event_id>/hot-seats/", hot_seats.hot_seat_list, name="hot_seat_list"),
    path(
        "events/<int:event_id>/hot-seats/<int:hot_seat_request_id>/seating/",
        hot_seats.hot_seat_seating,
        name="hot_seat_seating",
    ),
    path(
        "events/<int:event_id>/hot-seats/<int:hot_seat_request_id>/completion/",
        hot_seats.hot_seat_completion,
        name="hot_seat_completion",
    ),
    path(
        "events/<int:event_id>/hot-seats/<int:hot_seat_request_id>/override/",
        hot_seats.hot_seat_override,
        name="hot_seat_override",
    ),
    path("events/<int:event_id>/pieces/mine/", feedback.piece_update, name="piece_update"),
    path(
        "events/<int:event_id>/pieces/mine/withdrawal/",
        feedback.piece_withdrawal,
        name="piece_withdrawal",
    ),
    path("events/<int:event_id>/feedback/", feedback.feedback_list, name="feedback_list"),
    path(
        "events/<int:event_id>/feedback/dealing/",
        feedback.feedback_dealing,
        name="feedback_dealing",
    ),
    path("events/<int:event_id>/feedback/one-more/", feedback.further_piece, name="further_piece"),
    path(
        "events/<int:event_id>/feedback/<int:feedback_id>/",
        feedback.feedback_detail,
        name="feedback_detail",
    ),
    path(
        "events/<int:event_id>/feedback/<int:feedback_id>/thanks/",
        feedback.answer_thanks,
        name="answer_thanks",
    ),
    path("loop/", loop.loop_detail, name="loop_detail"),
    path(
        "loop/micro-actions/<int:micro_action_id>/",
        loop.micro_action_update,
        name="micro_action_update",
    ),
    path("loop/intentions/<int:rsvp_id>/", loop.intention_outcome, name="intention_outcome"),
    path("loop/standing/", standing.standing_detail, name="standing_detail"),
    path(
        "loop/standing/<int:strike_id>/explanation/",
        standing.strike_explanation,
        name="strike_explanation",
    ),
    path("safety-answers/", wrap_ups.safety_answer_list, name="safety_answer_list"),
    path(
        "safety-answers/<int:wrap_up_id>/handling/",
        wrap_ups.safety_answer_handling,
        name="safety_answer_handling",
    ),
    path(
        "safety-answers/<int:wrap_up_id>/resolution/",
        reveals.handle_resolution,
        name="handle_resolution",
    ),
    path("events/<int:event_id>/reveal/", reveals.reveal_list, name="reveal_list"),
    path(
        "events/<int:event_id>/reveal/<int:handle_id>/",
        reveals.reveal_create,
        name="reveal_create",
    ),
    path(
        "events/<int:event_id>/reveal/<int:handle_id>/withdrawal/",
        reveals.reveal_withdrawal,
        name="reveal_withdrawal",
    ),
]

in_studio: Paths = [
    path("studio/", studio.studio_detail, name="studio_detail"),
    path("studio/absences/", standing.absence_list, name="absence_list"),
    path(
        "studio/absences/<int:strike_id>/forgiveness/",
        standing.strike_forgiveness,
        name="strike_forgiveness",
    ),
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
    path("studio/events/<int:event_id>/seats/", seats.seat_list, name="seat_list"),
    path(
        "studio/events/<int:event_id>/seats/capacity/",
        seats.capacity_update,
        name="capacity_update",
    ),
    path(
        "studio/events/<int:event_id>/seats/<int:rsvp_id>/removal/",
        seats.seat_removal,
        name="seat_removal",
    ),
    path(
        "studio/events/<int:event_id>/sister-rooms/<int:sister_room_id>/confirmation/",
        seats.sister_room_confirmation,
        name="sister_room_confirmation",
    ),
    path(
        "studio/events/<int:event_id>/sister-rooms/<int:sister_room_id>/refusal/",
        seats.sister_room_refusal,
        name="sister_room_refusal",
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
    path("events/<int:event_id>/rsvp/acceptance/", rsvps.rsvp_acceptance, name="rsvp_acceptance"),
    path("events/<int:event_id>/rsvp/move/", rsvps.rsvp_move, name="rsvp_move"),
    path("events/<int:event_id>/rsvp/release/", rsvps.rsvp_release, name="rsvp_release"),
    path("events/<int:event_id>/rsvp/intention/", rsvps.rsvp_intention, name="rsvp_intention"),
]
