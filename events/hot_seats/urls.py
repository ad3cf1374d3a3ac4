from django.urls import URLPattern, path

from events.hot_seats import views

urlpatterns: list[URLPattern] = [
    path("events/<int:event_id>/hot-seat/", views.hot_seat_create, name="hot_seat_create"),
    path(
        "events/<int:event_id>/hot-seat/acceptance/",
        views.hot_seat_acceptance,
        name="hot_seat_acceptance",
    ),
    path(
        "events/<int:event_id>/hot-seat/withdrawal/",
        views.hot_seat_withdrawal,
        name="hot_seat_withdrawal",
    ),
    path("events/<int:event_id>/hot-seats/", views.hot_seat_list, name="hot_seat_list"),
    path(
        "events/<int:event_id>/hot-seats/<int:hot_seat_request_id>/seating/",
        views.hot_seat_seating,
        name="hot_seat_seating",
    ),
    path(
        "events/<int:event_id>/hot-seats/<int:hot_seat_request_id>/completion/",
        views.hot_seat_completion,
        name="hot_seat_completion",
    ),
    path(
        "events/<int:event_id>/hot-seats/<int:hot_seat_request_id>/override/",
        views.hot_seat_override,
        name="hot_seat_override",
    ),
]
