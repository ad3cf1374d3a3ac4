from django.urls import URLPattern, path

from config.kernel.http import path_to
from events.pages.views import events, loop, room, rsvps, studio

urlpatterns: list[URLPattern] = [
    path_to("events/<int:event_id>/room/", room.room_detail),
    path_to("events/<int:event_id>/opening/", room.event_opening),
    path_to("events/<int:event_id>/check-in/", room.check_in),
    path_to("events/<int:event_id>/leaving/", room.leaving),
    path_to("events/<int:event_id>/commitment/", room.commitment),
    path_to("loop/", loop.loop_detail),
    path_to("loop/micro-actions/<int:micro_action_id>/", loop.micro_action_update),
    path_to("loop/intentions/<int:rsvp_id>/", loop.intention_outcome),
    path_to("studio/", studio.studio_detail),
    path_to("studio/series/<int:series_id>/", studio.series_detail),
    path_to("studio/series/<int:series_id>/cancellation/", studio.series_cancellation),
    path_to("events/", events.event_list),
    path("events/calendar/", events.event_calendar_today, name="event_calendar"),
    path_to("events/calendar/<int:year>/<int:month>/", events.event_calendar),
    path_to("events/<int:event_id>/", events.event_detail),
    path_to("events/<int:event_id>/segments/<int:segment_id>/rsvp/", rsvps.rsvp_create),
    path_to("events/<int:event_id>/segments/<int:segment_id>/waitlist/", rsvps.waitlist_create),
    path_to("events/<int:event_id>/segments/<int:segment_id>/change/", rsvps.rsvp_change),
    path_to("events/<int:event_id>/rsvp/acceptance/", rsvps.rsvp_acceptance),
    path_to("events/<int:event_id>/rsvp/move/", rsvps.rsvp_move),
    path_to("events/<int:event_id>/rsvp/release/", rsvps.rsvp_release),
    path_to("events/<int:event_id>/rsvp/intention/", rsvps.rsvp_intention),
]
