from django.urls import URLPattern, path

from events.names import views

urlpatterns: list[URLPattern] = [
    path("events/<int:event_id>/reveal/", views.reveal_list, name="reveal_list"),
    path(
        "events/<int:event_id>/reveal/<int:handle_id>/", views.reveal_create, name="reveal_create"
    ),
    path(
        "events/<int:event_id>/reveal/<int:handle_id>/withdrawal/",
        views.reveal_withdrawal,
        name="reveal_withdrawal",
    ),
]
