"""What wakes in this app when something happens: mail to the people it concerns."""

from django.core.mail import get_connection

from config.kernel.models import Fact
from config.kernel.reactions import reacts_to
from memberships import emails, selectors
from memberships.facts import (
    DELETION_ASKED,
    JOIN_REQUEST_APPROVED,
    JOIN_REQUEST_DECLINED,
    JOIN_REQUESTED,
    MEMBERSHIP_ENDED,
    PERSON_INVITED,
)
from memberships.models import Community


@reacts_to(PERSON_INVITED, name="memberships.mail_invitation", outside=True)
def mail_invitation(fact: Fact) -> None:
    letter = selectors.invitation_letter(community=_community(fact), invitation_id=fact.subject_id)
    if letter.is_unused:
        emails.invitation(letter).send()


@reacts_to(JOIN_REQUESTED, name="memberships.mail_join_request", outside=True)
def mail_join_request(fact: Fact) -> None:
    """To owners and moderators who want such news, all in one connection."""
    community = _community(fact)
    request = selectors.join_request_letter(community=community, join_request_id=fact.subject_id)
    readers = selectors.lookers_after(community=community)
    letters = [emails.join_request(request, to=reader) for reader in readers]
    get_connection().send_messages(letters)


@reacts_to(JOIN_REQUEST_APPROVED, name="memberships.mail_join_approval", outside=True)
def mail_join_approval(fact: Fact) -> None:
    request = selectors.join_request_letter(
        community=_community(fact), join_request_id=fact.subject_id
    )
    emails.join_request_approved(request).send()


@reacts_to(JOIN_REQUEST_DECLINED, name="memberships.mail_join_refusal", outside=True)
def mail_join_refusal(fact: Fact) -> None:
    request = selectors.join_request_letter(
        community=_community(fact), join_request_id=fact.subject_id
    )
    emails.join_request_declined(request).send()


@reacts_to(MEMBERSHIP_ENDED, name="memberships.mail_removal", outside=True)
def mail_removal(fact: Fact) -> None:
    """Who left by themselves knows; who was erased has no address any more."""
    if fact.data["way"] != "removed":
        return
    member = selectors.removal_letter(community=_community(fact), membership_id=fact.subject_id)
    emails.removal(member).send()


@reacts_to(DELETION_ASKED, name="memberships.mail_deletion", outside=True)
def mail_deletion(fact: Fact) -> None:
    person = selectors.person_letter(user_id=fact.subject_id)
    if person.deletion_due_at is not None and person.erased_at is None:
        emails.deletion_asked(person).send()


def _community(fact: Fact) -> Community:
    if fact.community is None:
        raise LookupError(f"{fact} belongs to no community.")
    return fact.community
