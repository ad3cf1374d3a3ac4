from config.kernel.models import Fact
from config.kernel.reactions import reacts_to
from memberships.communities.facts import MEMBERSHIP_ENDED
from memberships.members.emails import removal
from memberships.members.selectors import removal_letter


@reacts_to(MEMBERSHIP_ENDED, name="memberships.mail_removal", outside=True)
def mail_removal(fact: Fact) -> None:
    """Who left by themselves knows; who was erased has no address any more."""
    if fact.data["way"] != "removed":
        return
    member = removal_letter(community=fact.home, membership_id=fact.subject_id)
    removal(member).send()
