from django.urls import URLPattern, path

from memberships.pages import views

inside: list[URLPattern] = [
    path("", views.community_detail, name="community_detail"),
]
urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("communities/", views.community_list, name="community_list"),
]
