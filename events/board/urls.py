from django.urls import URLPattern, path

from events.board import views

urlpatterns: list[URLPattern] = [
    path(
        "events/<int:event_id>/contributions/",
        views.contribution_create,
        name="contribution_create",
    ),
    path(
        "events/<int:event_id>/contributions/<int:contribution_id>/hiding/",
        views.contribution_hiding,
        name="contribution_hiding",
    ),
]
