from django.urls import URLPattern, path

from events.seats import views

urlpatterns: list[URLPattern] = [
    path("studio/events/<int:event_id>/seats/", views.seat_list, name="seat_list"),
    path(
        "studio/events/<int:event_id>/seats/capacity/",
        views.capacity_update,
        name="capacity_update",
    ),
    path(
        "studio/events/<int:event_id>/seats/<int:rsvp_id>/removal/",
        views.seat_removal,
        name="seat_removal",
    ),
    path(
        "studio/events/<int:event_id>/sister-rooms/<int:sister_room_id>/confirmation/",
        views.sister_room_confirmation,
        name="sister_room_confirmation",
    ),
    path(
        "studio/events/<int:event_id>/sister-rooms/<int:sister_room_id>/refusal/",
        views.sister_room_refusal,
        name="sister_room_refusal",
    ),
    path("events/<int:event_id>/event.ics", views.event_ics, name="event_ics"),
]
