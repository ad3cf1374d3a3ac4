from django.urls import URLPattern, path

from events.calendar import views

urlpatterns: list[URLPattern] = [
    path("studio/templates/", views.template_list, name="template_list"),
    path("studio/templates/new/", views.template_create, name="template_create"),
    path("studio/templates/<int:template_id>/", views.template_update, name="template_update"),
    path(
        "studio/templates/<int:template_id>/archiving/",
        views.template_archiving,
        name="template_archiving",
    ),
]
