from django.urls import include, path

from memberships.views import (
    account,
    communities,
    invitations,
    joining,
    mail,
    people,
    separations,
)

app_name = "memberships"

inside = [
    path("", communities.community_detail, name="community_detail"),
    path("settings/", communities.community_settings, name="community_settings"),
    path("join-requests/", joining.join_request_list, name="join_request_list"),
    path("join-requests/new/", joining.join_request_create, name="join_request_create"),
    path(
        "join-requests/<int:join_request_id>/approval/",
        joining.join_request_approval,
        name="join_request_approval",
    ),
    path(
        "join-requests/<int:join_request_id>/refusal/",
        joining.join_request_refusal,
        name="join_request_refusal",
    ),
    path("people/", people.membership_list, name="membership_list"),
    path("people/<int:membership_id>/roles/", people.membership_roles, name="membership_roles"),
    path("people/<int:membership_id>/pause/", people.membership_pause, name="membership_pause"),
    path(
        "people/<int:membership_id>/resumption/",
        people.membership_resumption,
        name="membership_resumption",
    ),
    path(
        "people/<int:membership_id>/removal/", people.membership_removal, name="membership_removal"
    ),
    path("people/separations/", separations.separation_list, name="separation_list"),
    path(
        "people/separations/<int:separation_id>/lifting/",
        separations.separation_lifting,
        name="separation_lifting",
    ),
    path(
        "people/<int:membership_id>/separation/",
        separations.separation_create,
        name="separation_create",
    ),
    path("departure/", people.departure, name="departure"),
    path("invitations/", invitations.invitation_list, name="invitation_list"),
    path("invitations/new/", invitations.invitation_create, name="invitation_create"),
    path(
        "invitations/<int:invitation_id>/withdrawal/",
        invitations.invitation_withdrawal,
        name="invitation_withdrawal",
    ),
]

urlpatterns = [
    path("", communities.home, name="home"),
    path("communities/", communities.community_list, name="community_list"),
    path("communities/new/", communities.community_create, name="community_create"),
    path("me/", account.profile_update, name="profile_update"),
    path("me/notifications/", mail.notification_preferences, name="notification_preferences"),
    path("me/deletion/", account.account_deletion, name="account_deletion"),
    path(
        "me/deletion/withdrawal/",
        account.account_deletion_withdrawal,
        name="account_deletion_withdrawal",
    ),
    path("invitations/<str:token>/", invitations.invitation_detail, name="invitation_detail"),
    path("unsubscribe/<str:token>/", mail.unsubscribe, name="unsubscribe"),
    path("c/<slug:community>/", include(inside)),
]
