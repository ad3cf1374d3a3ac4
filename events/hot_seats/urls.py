from django.urls import URLPattern

from config.kernel.http import path_to
from events.hot_seats import views

urlpatterns: list[URLPattern] = [
    path_to("events/<int:event_id>/hot-seat/", views.hot_seat_create),
    path_to("events/<int:event_id>/hot-seat/acceptance/", views.hot_seat_acceptance),
    path_to("events/<int:event_id>/hot-seat/withdrawal/", views.hot_seat_withdrawal),
    path_to("events/<int:event_id>/hot-seats/", views.hot_seat_list),
    path_to(
        "events/<int:event_id>/hot-seats/<int:hot_seat_request_id>/seating/",
        views.hot_seat_seating,
    ),
    path_to(
        "events/<int:event_id>/hot-seats/<int:hot_seat_request_id>/completion/",
        views.hot_seat_completion,
    ),
    path_to(
        "events/<int:event_id>/hot-seats/<int:hot_seat_request_id>/override/",
        views.hot_seat_override,
    ),
]
