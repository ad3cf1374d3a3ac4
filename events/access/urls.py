from django.urls import URLPattern, path

from events.access import views

urlpatterns: list[URLPattern] = [
    path(
        "events/<int:event_id>/access-need/", views.access_need_update, name="access_need_update"
    ),
    path(
        "events/<int:event_id>/access-need/withdrawal/",
        views.access_need_withdrawal,
        name="access_need_withdrawal",
    ),
    path("events/<int:event_id>/access-needs/", views.access_need_list, name="access_need_list"),
    path(
        "events/<int:event_id>/access-needs/<int:access_need_id>/answer/",
        views.access_need_answer,
        name="access_need_answer",
    ),
    path(
        "events/<int:event_id>/access-needs/<int:access_need_id>/handover/",
        views.access_need_handover,
        name="access_need_handover",
    ),
]
