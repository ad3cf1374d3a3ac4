from django.urls import URLPattern

from config.kernel.http import path_to
from events.board import views

urlpatterns: list[URLPattern] = [
    path_to("events/<int:event_id>/contributions/", views.contribution_create),
    path_to(
        "events/<int:event_id>/contributions/<int:contribution_id>/hiding/",
        views.contribution_hiding,
    ),
]
