from django.urls import URLPattern

from config.kernel.http import path_to
from memberships.pages import views

inside: list[URLPattern] = [
    path_to("", views.community_detail),
]
urlpatterns: list[URLPattern] = [
    path_to("", views.home),
    path_to("communities/", views.community_list),
]
