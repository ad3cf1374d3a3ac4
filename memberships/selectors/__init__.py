from memberships.selectors.access import active_membership, community_at, community_with
from memberships.selectors.communities import (
    MyCommunities,
    Panel,
    PublicPage,
    my_communities,
    public_page,
    register_panel,
)
from memberships.selectors.joining import (
    InvitationPage,
    invitation_at,
    invitations_page,
    join_requests_page,
)
from memberships.selectors.letters import (
    invitation_letter,
    join_request_letter,
    lookers_after,
    person_letter,
    removal_letter,
)
from memberships.selectors.mail import (
    MailChoice,
    category_label,
    membership_at,
    my_membership_in,
    notification_choices,
    wants_mail,
)
from memberships.selectors.people import member_at, people_page
from memberships.selectors.separations import separation_question, separations_page

__all__ = [
    "InvitationPage",
    "MailChoice",
    "MyCommunities",
    "Panel",
    "PublicPage",
    "active_membership",
    "category_label",
    "community_at",
    "community_with",
    "invitation_at",
    "invitation_letter",
    "invitations_page",
    "join_request_letter",
    "join_requests_page",
    "lookers_after",
    "member_at",
    "membership_at",
    "my_communities",
    "my_membership_in",
    "notification_choices",
    "people_page",
    "person_letter",
    "public_page",
    "register_panel",
    "removal_letter",
    "separation_question",
    "separations_page",
    "wants_mail",
]
