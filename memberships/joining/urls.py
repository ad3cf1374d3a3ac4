from django.urls import URLPattern, path

from memberships.joining.views import invitations, requests

inside: list[URLPattern] = [
    path("join-requests/", requests.join_request_list, name="join_request_list"),
    path("join-requests/new/", requests.join_request_create, name="join_request_create"),
    path(
        "join-requests/<int:join_request_id>/approval/",
        requests.join_request_approval,
        name="join_request_approval",
    ),
    path(
        "join-requests/<int:join_request_id>/refusal/",
        requests.join_request_refusal,
        name="join_request_refusal",
    ),
    path("invitations/", invitations.invitation_list, name="invitation_list"),
    path("invitations/new/", invitations.invitation_create, name="invitation_create"),
    path(
        "invitations/<int:invitation_id>/withdrawal/",
        invitations.invitation_withdrawal,
        name="invitation_withdrawal",
    ),
]
urlpatterns: list[URLPattern] = [
    path("invitations/<str:token>/", invitations.invitation_detail, name="invitation_detail"),
]
