from django.urls import URLPattern, path

from events.pages.views import events, loop, room, rsvps, studio

urlpatterns: list[URLPattern] = [
    path("events/<int:event_id>/room/", room.room_detail, name="room_detail"),
    path("events/<int:event_id>/opening/", room.event_opening, name="event_opening"),
    path("events/<int:event_id>/check-in/", room.check_in, name="check_in"),
    path("events/<int:event_id>/leaving/", room.leaving, name="leaving"),
    path("events/<int:event_id>/commitment/", room.commitment, name="commitment"),
    path("loop/", loop.loop_detail, name="loop_detail"),
    path(
        "loop/micro-actions/<int:micro_action_id>/",
        loop.micro_action_update,
        name="micro_action_update",
    ),
    path("loop/intentions/<int:rsvp_id>/", loop.intention_outcome, name="intention_outcome"),
    path("studio/", studio.studio_detail, name="studio_detail"),
    path("studio/series/<int:series_id>/", studio.series_detail, name="series_detail"),
    path(
        "studio/series/<int:series_id>/cancellation/",
        studio.series_cancellation,
        name="series_cancellation",
    ),
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
        "events/<int:event_id>/segments/<int:segment_id>/waitlist/",
        rsvps.waitlist_create,
        name="waitlist_create",
    ),
    path(
        "events/<int:event_id>/segments/<int:segment_id>/change/",
        rsvps.rsvp_change,
        name="rsvp_change",
    ),
    path("events/<int:event_id>/rsvp/acceptance/", rsvps.rsvp_acceptance, name="rsvp_acceptance"),
    path("events/<int:event_id>/rsvp/move/", rsvps.rsvp_move, name="rsvp_move"),
    path("events/<int:event_id>/rsvp/release/", rsvps.rsvp_release, name="rsvp_release"),
    path("events/<int:event_id>/rsvp/intention/", rsvps.rsvp_intention, name="rsvp_intention"),
]
