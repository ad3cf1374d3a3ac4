from django.urls import URLPattern

from config.kernel.http import path_to
from events.scheduling import views

urlpatterns: list[URLPattern] = [
    path_to("studio/events/new/", views.event_create),
    path_to("studio/events/<int:event_id>/", views.event_update),
    path_to("studio/events/<int:event_id>/following/", views.following_update),
    path_to("studio/events/<int:event_id>/cancellation/", views.event_cancellation),
    path_to("studio/series/new/", views.series_create),
]
