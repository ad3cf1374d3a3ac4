from django.urls import URLPattern

from config.kernel.http import path_to
from events.feedback import views

urlpatterns: list[URLPattern] = [
    path_to("events/<int:event_id>/pieces/mine/", views.piece_update),
    path_to("events/<int:event_id>/pieces/mine/withdrawal/", views.piece_withdrawal),
    path_to("events/<int:event_id>/feedback/", views.feedback_list),
    path_to("events/<int:event_id>/feedback/dealing/", views.feedback_dealing),
    path_to("events/<int:event_id>/feedback/one-more/", views.further_piece),
    path_to("events/<int:event_id>/feedback/<int:feedback_id>/", views.feedback_detail),
    path_to("events/<int:event_id>/feedback/<int:feedback_id>/thanks/", views.answer_thanks),
]
