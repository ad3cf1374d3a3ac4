"""What tests of people and communities set on the table."""

import re

from allauth.account.models import EmailAddress
from django.utils import timezone

from config.kernel.delivery import deliver_due
from tests import scopes
from tests.factories import CommunityFactory, MembershipFactory, UserFactory

PASSWORD = "twelve quiet chairs"
BAD_WORDS = {
    "html": "<script>alert(1)</script> & <b>bold</b>",
    "rtl": "مرحبا \u202eשלום",  # noqa: RUF001
    "emoji": "👩🏽‍🏫🎈 hello",
}


def verified(user):
    EmailAddress.objects.create(user=user, email=user.email, verified=True, primary=True)
    return user


def person(**kwargs):
    """Somebody who signs in with PASSWORD."""
    user = verified(UserFactory(**kwargs))
    user.set_password(PASSWORD)
    user.save()
    return user


def owner(community=None, **kwargs):
    return MembershipFactory(
        community=community or CommunityFactory(), roles=["MEMBER", "OWNER"], **kwargs
    )


def moderator(community):
    return MembershipFactory(community=community, roles=["MEMBER", "MODERATOR"])


def deliver(queue="outside"):
    """Let what is due arrive, as a worker would: no scope is open."""
    with scopes.closed():
        return deliver_due(queue=queue)


def now():
    return timezone.now()


def links_in(text):
    return re.findall(r"https?://\S+", text)


def code_in(mail):
    """The code in a mail, on a line of its own."""
    return re.search(r"^\s*([A-Z0-9-]{4,12})\s*$", mail.body, re.MULTILINE)[1]


def path_in(text, part):
    """The path of the link in a mail that contains `part`."""
    url = next(link for link in links_in(text) if part in link)
    return re.sub(r"^https?://[^/]+", "", url)
