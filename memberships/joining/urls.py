from django.urls import URLPattern

from config.kernel.http import path_to
from memberships.joining.views import invitations, requests

inside: list[URLPattern] = [
    path_to("join-requests/", requests.join_request_list),
    path_to("join-requests/new/", requests.join_request_create),
    path_to("join-requests/<int:join_request_id>/approval/", requests.join_request_approval),
    path_to("join-requests/<int:join_request_id>/refusal/", requests.join_request_refusal),
    path_to("invitations/", invitations.invitation_list),
    path_to("invitations/new/", invitations.invitation_create),
    path_to("invitations/<int:invitation_id>/withdrawal/", invitations.invitation_withdrawal),
]
urlpatterns: list[URLPattern] = [
    path_to("invitations/<str:token>/", invitations.invitation_detail),
]
