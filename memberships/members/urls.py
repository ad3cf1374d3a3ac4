from django.urls import URLPattern

from config.kernel.http import path_to
from memberships.members import views

inside: list[URLPattern] = [
    path_to("people/", views.membership_list),
    path_to("people/<int:membership_id>/roles/", views.membership_roles),
    path_to("people/<int:membership_id>/pause/", views.membership_pause),
    path_to("people/<int:membership_id>/resumption/", views.membership_resumption),
    path_to("people/<int:membership_id>/removal/", views.membership_removal),
    path_to("departure/", views.departure),
]
