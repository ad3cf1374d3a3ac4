from django.urls import URLPattern, path

from events.feedback import views

urlpatterns: list[URLPattern] = [
    path("events/<int:event_id>/pieces/mine/", views.piece_update, name="piece_update"),
    path(
        "events/<int:event_id>/pieces/mine/withdrawal/",
        views.piece_withdrawal,
        name="piece_withdrawal",
    ),
    path("events/<int:event_id>/feedback/", views.feedback_list, name="feedback_list"),
    path(
        "events/<int:event_id>/feedback/dealing/", views.feedback_dealing, name="feedback_dealing"
    ),
    path("events/<int:event_id>/feedback/one-more/", views.further_piece, name="further_piece"),
    path(
        "events/<int:event_id>/feedback/<int:feedback_id>/",
        views.feedback_detail,
        name="feedback_detail",
    ),
    path(
        "events/<int:event_id>/feedback/<int:feedback_id>/thanks/",
        views.answer_thanks,
        name="answer_thanks",
    ),
]
