from django.core.mail import EmailMultiAlternatives
from django.utils.translation import gettext_lazy as _

from memberships.communities.models import Membership
from memberships.mail.emails import compose_for_person


def removal(member: Membership) -> EmailMultiAlternatives:
    return compose_for_person(
        user=member.user,
        community=member.community,
        subject=_("You are no longer a member of %(community)s"),
        template="memberships/members/emails/removal",
        context={},
    )
