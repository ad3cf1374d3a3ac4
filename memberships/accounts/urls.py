from django.urls import URLPattern, path

from memberships.accounts import views

urlpatterns: list[URLPattern] = [
    path("me/", views.profile_update, name="profile_update"),
    path("me/deletion/", views.account_deletion, name="account_deletion"),
    path(
        "me/deletion/withdrawal/",
        views.account_deletion_withdrawal,
        name="account_deletion_withdrawal",
    ),
]
