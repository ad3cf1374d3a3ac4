from django.urls import URLPattern, path

from memberships.mail import views

urlpatterns: list[URLPattern] = [
    path("me/notifications/", views.notification_preferences, name="notification_preferences"),
    path("unsubscribe/<str:token>/", views.unsubscribe, name="unsubscribe"),
]
