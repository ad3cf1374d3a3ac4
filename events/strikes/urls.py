from django.urls import URLPattern

from config.kernel.http import path_to
from events.strikes import views

urlpatterns: list[URLPattern] = [
    path_to("loop/standing/", views.standing_detail),
    path_to("loop/standing/<int:strike_id>/explanation/", views.strike_explanation),
    path_to("studio/absences/", views.absence_list),
    path_to("studio/absences/<int:strike_id>/forgiveness/", views.strike_forgiveness),
]
