from django.urls import path

from config.kernel import views

app_name = "kernel"
urlpatterns = [
    path("healthz", views.healthz, name="healthz"),
    path("health/", views.health, name="health"),
    path("inbox/", views.inbox_list, name="inbox_list"),
    path("inbox/<int:mail_id>/", views.inbox_detail, name="inbox_detail"),
    path("inbox/<int:mail_id>/html/", views.inbox_html, name="inbox_html"),
    path(
        "inbox/<int:mail_id>/attachments/<int:number>/",
        views.inbox_attachment,
        name="inbox_attachment",
    ),
]
