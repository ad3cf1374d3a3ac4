from django.urls import URLPattern

from config.kernel.http import path_to
from events.seats import views

urlpatterns: list[URLPattern] = [
    path_to("studio/events/<int:event_id>/seats/", views.seat_list),
    path_to("studio/events/<int:event_id>/seats/capacity/", views.capacity_update),
    path_to("studio/events/<int:event_id>/seats/<int:rsvp_id>/removal/", views.seat_removal),
    path_to(
        "studio/events/<int:event_id>/sister-rooms/<int:sister_room_id>/confirmation/",
        views.sister_room_confirmation,
    ),
    path_to(
        "studio/events/<int:event_id>/sister-rooms/<int:sister_room_id>/refusal/",
        views.sister_room_refusal,
    ),
    path_to("events/<int:event_id>/event.ics", views.event_ics),
]
