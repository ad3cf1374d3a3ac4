from django.urls import URLPattern, path

from memberships.communities import views

inside: list[URLPattern] = [
    path("settings/", views.community_settings, name="community_settings"),
]
urlpatterns: list[URLPattern] = [
    path("communities/new/", views.community_create, name="community_create"),
]
