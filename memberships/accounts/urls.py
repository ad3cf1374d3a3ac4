from django.urls import URLPattern

from config.kernel.http import path_to
from memberships.accounts import views

urlpatterns: list[URLPattern] = [
    path_to("me/", views.profile_update),
    path_to("me/deletion/", views.account_deletion),
    path_to("me/deletion/withdrawal/", views.account_deletion_withdrawal),
]
