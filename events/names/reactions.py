"""Tells two people, each in a mail of their own, that they know each other now."""

from datetime import timedelta

from config.kernel.models import Fact
from config.kernel.reactions import reacts_to
from events.names.emails import reveal
from events.names.facts import REVEAL_MADE_MUTUAL
from events.names.selectors import reveal_letter
from memberships.mail.emails import send_for


@reacts_to(
    REVEAL_MADE_MUTUAL, name="events.mail_reveal", outside=True, backoff=timedelta(minutes=1)
)
def mail_reveal(fact: Fact) -> None:
    letter = reveal_letter(reveal_id=fact.subject_id, community=fact.home)
    if letter is None:
        return
    mail = reveal(letter)
    send_for(fact, mail)
