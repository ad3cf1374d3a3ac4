from django.urls import URLPattern

from config.kernel.http import path_to
from events.calendar import views

urlpatterns: list[URLPattern] = [
    path_to("studio/templates/", views.template_list),
    path_to("studio/templates/new/", views.template_create),
    path_to("studio/templates/<int:template_id>/", views.template_update),
    path_to("studio/templates/<int:template_id>/archiving/", views.template_archiving),
]
