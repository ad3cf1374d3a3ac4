from django.urls import URLPattern

from config.kernel.http import path_to
from memberships.separations import views

inside: list[URLPattern] = [
    path_to("people/separations/", views.separation_list),
    path_to("people/separations/<int:separation_id>/lifting/", views.separation_lifting),
    path_to("people/<int:membership_id>/separation/", views.separation_create),
]
