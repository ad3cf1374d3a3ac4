from django.urls import URLPattern, path

from events.strikes import views

urlpatterns: list[URLPattern] = [
    path("loop/standing/", views.standing_detail, name="standing_detail"),
    path(
        "loop/standing/<int:strike_id>/explanation/",
        views.strike_explanation,
        name="strike_explanation",
    ),
    path("studio/absences/", views.absence_list, name="absence_list"),
    path(
        "studio/absences/<int:strike_id>/forgiveness/",
        views.strike_forgiveness,
        name="strike_forgiveness",
    ),
]
