from django.utils.translation import gettext_lazy as _

from config.kernel.models import Fact
from memberships.communities.facts import MEMBERSHIP_ENDED
from memberships.communities.models import Membership
from memberships.mail.emails import Mail, sent_on


@sent_on(MEMBERSHIP_ENDED, name="memberships.mail_removal")
def mail_removal(fact: Fact) -> Mail | None:
    """Those who left know it; those who were erased have no address any more."""
    if fact.data["way"] != "removed":
        return None
    members = Membership.objects.within(fact.home).select_related("user")
    return Mail(
        to=members.get(pk=fact.subject_id).user,
        community=fact.home,
        subject=_("You are no longer a member of %(community)s"),
        template="memberships/members/emails/removal.html",
    )
