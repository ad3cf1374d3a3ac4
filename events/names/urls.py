from django.urls import URLPattern

from config.kernel.http import path_to
from events.names import views

urlpatterns: list[URLPattern] = [
    path_to("events/<int:event_id>/reveal/", views.reveal_list),
    path_to("events/<int:event_id>/reveal/<int:handle_id>/", views.reveal_create),
    path_to("events/<int:event_id>/reveal/<int:handle_id>/withdrawal/", views.reveal_withdrawal),
]
