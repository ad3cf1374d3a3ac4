from django.urls import URLPattern

from config.kernel.http import path_to
from events.access import views

urlpatterns: list[URLPattern] = [
    path_to("events/<int:event_id>/access-need/", views.access_need_update),
    path_to("events/<int:event_id>/access-need/withdrawal/", views.access_need_withdrawal),
    path_to("events/<int:event_id>/access-needs/", views.access_need_list),
    path_to(
        "events/<int:event_id>/access-needs/<int:access_need_id>/answer/", views.access_need_answer
    ),
    path_to(
        "events/<int:event_id>/access-needs/<int:access_need_id>/handover/",
        views.access_need_handover,
    ),
]
