from django.urls import URLPattern, path

from events.scheduling import views

urlpatterns: list[URLPattern] = [
    path("studio/events/new/", views.event_create, name="event_create"),
    path("studio/events/<int:event_id>/", views.event_update, name="event_update"),
    path(
        "studio/events/<int:event_id>/following/", views.following_update, name="following_update"
    ),
    path(
        "studio/events/<int:event_id>/cancellation/",
        views.event_cancellation,
        name="event_cancellation",
    ),
    path("studio/series/new/", views.series_create, name="series_create"),
]
