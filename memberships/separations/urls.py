from django.urls import URLPattern, path

from memberships.separations import views

inside: list[URLPattern] = [
    path("people/separations/", views.separation_list, name="separation_list"),
    path(
        "people/separations/<int:separation_id>/lifting/",
        views.separation_lifting,
        name="separation_lifting",
    ),
    path(
        "people/<int:membership_id>/separation/", views.separation_create, name="separation_create"
    ),
]
