from django.utils.translation import gettext as _

from memberships.models import Membership


def name_of(membership: Membership) -> str:
    """What others see; the membership knows its user."""
    return membership.user.name or _("A former member")
