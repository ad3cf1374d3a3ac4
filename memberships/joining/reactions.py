from django.core.mail import get_connection

from config.kernel.models import Fact
from config.kernel.reactions import reacts_to
from memberships.joining.emails import (
    invitation,
    join_request,
    join_request_approved,
    join_request_declined,
)
from memberships.joining.facts import (
    JOIN_REQUEST_APPROVED,
    JOIN_REQUEST_DECLINED,
    JOIN_REQUESTED,
    PERSON_INVITED,
)
from memberships.joining.selectors import invitation_letter, join_request_letter, lookers_after


@reacts_to(PERSON_INVITED, name="memberships.mail_invitation", outside=True)
def mail_invitation(fact: Fact) -> None:
    letter = invitation_letter(community=fact.home, invitation_id=fact.subject_id)
    if letter.is_unused:
        invitation(letter).send()


@reacts_to(JOIN_REQUESTED, name="memberships.mail_join_request", outside=True)
def mail_join_request(fact: Fact) -> None:
    """To owners and moderators who want such news, all in one connection."""
    community = fact.home
    request = join_request_letter(community=community, join_request_id=fact.subject_id)
    readers = lookers_after(community=community)
    letters = [join_request(request, to=reader) for reader in readers]
    get_connection().send_messages(letters)


@reacts_to(JOIN_REQUEST_APPROVED, name="memberships.mail_join_approval", outside=True)
def mail_join_approval(fact: Fact) -> None:
    request = join_request_letter(community=fact.home, join_request_id=fact.subject_id)
    join_request_approved(request).send()


@reacts_to(JOIN_REQUEST_DECLINED, name="memberships.mail_join_refusal", outside=True)
def mail_join_refusal(fact: Fact) -> None:
    request = join_request_letter(community=fact.home, join_request_id=fact.subject_id)
    join_request_declined(request).send()
