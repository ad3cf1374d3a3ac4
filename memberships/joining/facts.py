from config.kernel.facts import declare

PERSON_INVITED = declare("memberships.person_invited", meaning="An invitation was written.")
INVITATION_WITHDRAWN = declare(
    "memberships.invitation_withdrawn", meaning="An invitation was taken back."
)
JOIN_REQUESTED = declare("memberships.join_requested", meaning="A person asked to join.")
JOIN_REQUEST_APPROVED = declare(
    "memberships.join_request_approved", meaning="A request to join was approved."
)
JOIN_REQUEST_DECLINED = declare(
    "memberships.join_request_declined", meaning="A request to join was declined."
)
