from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from memberships.mail.emails import absolute, compose_for_person
from memberships.people.models import User


def deletion_asked(user: User) -> EmailMultiAlternatives:
    return compose_for_person(
        user=user,
        community=None,
        subject=_("Your account will be deleted in seven days"),
        template="memberships/accounts/emails/deletion_asked",
        context={
            "due_at": user.deletion_due_at,
            "url": absolute(reverse("memberships:account_deletion")),
        },
    )
