from django.urls import URLPattern

from config.kernel.http import path_to
from memberships.mail import views

urlpatterns: list[URLPattern] = [
    path_to("me/notifications/", views.notification_preferences),
    path_to("unsubscribe/<str:token>/", views.unsubscribe),
]
