"""Keeps access needs in step with their seats, and tells those who ask and those who answer."""

from datetime import timedelta

from django.core.mail import EmailMessage

from config.kernel.models import Fact
from config.kernel.reactions import reacts_to
from events import emails
from events.facts import (
    ACCESS_NEED_ANSWERED,
    ACCESS_NEED_ASKED,
    ACCESS_NEED_FELL_DUE,
    ACCESS_NEED_HANDED_OVER,
    EVENT_CHANGED,
    SEAT_RELEASED,
)
from events.models import AccessNeed
from events.selectors import answered_need_letter, open_need_letter
from memberships.facts import MEMBERSHIP_ENDED

A_MINUTE = timedelta(minutes=1)


@reacts_to(SEAT_RELEASED)
def end_need_with_claim(fact: Fact) -> None:
    """Where the claim moved, its need has gone along already and is not found here."""
    AccessNeed.objects.within(fact.home).filter(rsvp_id=fact.subject_id).delete()


@reacts_to(EVENT_CHANGED)
def set_answers_due_anew(fact: Fact) -> None:
    if not fact.data["is_moved"]:
        return
    needs = AccessNeed.objects.within(fact.home).unanswered().filter(event_id=fact.subject_id)
    for need in needs.select_related("event").locked().order_by("pk"):
        need.set_due_anew(now=fact.happened_at)


@reacts_to(MEMBERSHIP_ENDED)
def forget_needs_of_erased(fact: Fact) -> None:
    if fact.data["way"] == "erased":
        needs = AccessNeed.objects.within(fact.home)
        needs.filter(membership_id=fact.subject_id).forget()


@reacts_to(ACCESS_NEED_ASKED, ACCESS_NEED_HANDED_OVER, outside=True, backoff=A_MINUTE)
def mail_owner(fact: Fact) -> None:
    """To whoever owes the answer; not a word of what is needed."""
    letter = open_need_letter(access_need_id=fact.subject_id, community=fact.home)
    if letter is not None and letter.owner.pk != fact.actor_id:
        _send(emails.access_need(letter, to=letter.owner), fact=fact)


@reacts_to(ACCESS_NEED_FELL_DUE, outside=True, backoff=A_MINUTE)
def chase_owner(fact: Fact) -> None:
    letter = open_need_letter(access_need_id=fact.subject_id, community=fact.home)
    if letter is not None:
        _send(emails.overdue_access_need(letter, to=letter.owner), fact=fact)


@reacts_to(ACCESS_NEED_FELL_DUE, outside=True, backoff=A_MINUTE)
def tell_host_that_answer_is_overdue(fact: Fact) -> None:
    """The event's host, where somebody else owes the answer."""
    letter = open_need_letter(access_need_id=fact.subject_id, community=fact.home)
    if letter is not None and letter.host.pk != letter.owner.pk:
        _send(emails.overdue_access_need(letter, to=letter.host), fact=fact)


@reacts_to(ACCESS_NEED_ANSWERED, outside=True, backoff=A_MINUTE)
def mail_answer(fact: Fact) -> None:
    need = answered_need_letter(
        access_need_id=fact.subject_id, answered_at=fact.happened_at, community=fact.home
    )
    if need is not None:
        _send(emails.access_answer(need), fact=fact)


def _send(mail: EmailMessage, *, fact: Fact) -> None:
    emails.identify(mail, fact_id=fact.pk, happened_at=fact.happened_at)
    mail.send()
