from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from memberships.communities.models import Membership
from memberships.mail.emails import absolute, compose


def safety_answer(reader: Membership) -> EmailMultiAlternatives:
    """Asks a moderator to look; says neither who asked nor what was said."""
    path = reverse("events:safety_answer_list", args=[reader.community.slug])
    return compose(
        membership=reader,
        category=None,
        subject=_("Somebody would like a moderator to look at something"),
        template="events/attendance/emails/safety_answer",
        context={"page_url": absolute(path)},
    )
