from django.urls import URLPattern, path

from memberships.members import views

inside: list[URLPattern] = [
    path("people/", views.membership_list, name="membership_list"),
    path("people/<int:membership_id>/roles/", views.membership_roles, name="membership_roles"),
    path("people/<int:membership_id>/pause/", views.membership_pause, name="membership_pause"),
    path(
        "people/<int:membership_id>/resumption/",
        views.membership_resumption,
        name="membership_resumption",
    ),
    path(
        "people/<int:membership_id>/removal/", views.membership_removal, name="membership_removal"
    ),
    path("departure/", views.departure, name="departure"),
]
