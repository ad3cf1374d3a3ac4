from django.urls import URLPattern

from config.kernel.http import path_to
from memberships.communities import views

inside: list[URLPattern] = [
    path_to("settings/", views.community_settings),
]
urlpatterns: list[URLPattern] = [
    path_to("communities/new/", views.community_create),
]
