"""Keeps access needs in step with their seats, and tells those who ask and those who answer."""

from datetime import datetime, timedelta

from config.kernel import facts
from config.kernel.models import Fact
from config.kernel.reactions import reacts_to
from events.access.emails import access_answer, access_need, overdue_access_need
from events.access.facts import (
    ACCESS_NEED_ANSWERED,
    ACCESS_NEED_ASKED,
    ACCESS_NEED_FELL_DUE,
    ACCESS_NEED_HANDED_OVER,
)
from events.access.models import AccessNeed
from events.access.selectors import answered_need_letter, open_need_letter
from events.calendar.facts import EVENT_CHANGED
from events.seats.facts import SEAT_RELEASED
from events.seats.hooks import claim_moved, need_said
from events.seats.models.rsvps import Rsvp
from memberships.communities.facts import MEMBERSHIP_ENDED
from memberships.communities.models import Membership
from memberships.mail.emails import send_for

A_MINUTE = timedelta(minutes=1)


@reacts_to(SEAT_RELEASED, name="events.end_access_need_with_claim")
def end_access_need_with_claim(fact: Fact) -> None:
    """Where the claim moved, its need has gone along already and is not found here."""
    AccessNeed.objects.within(fact.home).filter(rsvp_id=fact.subject_id).delete()


@reacts_to(EVENT_CHANGED, name="events.set_access_answers_due_anew")
def set_access_answers_due_anew(fact: Fact) -> None:
    if not fact.data["is_moved"]:
        return
    needs = AccessNeed.objects.within(fact.home).unanswered().filter(event_id=fact.subject_id)
    for need in needs.select_related("event").locked().order_by("pk"):
        need.set_due_anew(now=fact.happened_at)


@reacts_to(MEMBERSHIP_ENDED, name="events.forget_access_needs_of_erased")
def forget_access_needs_of_erased(fact: Fact) -> None:
    if fact.data["way"] == "erased":
        needs = AccessNeed.objects.within(fact.home)
        needs.filter(membership_id=fact.subject_id).forget()


@reacts_to(
    ACCESS_NEED_ASKED,
    ACCESS_NEED_HANDED_OVER,
    name="events.mail_access_need",
    outside=True,
    backoff=A_MINUTE,
)
def mail_access_need(fact: Fact) -> None:
    """To whoever owes the answer; not a word of what is needed."""
    letter = open_need_letter(access_need_id=fact.subject_id, community=fact.home)
    if letter is not None and letter.owner.pk != fact.actor_id:
        send_for(fact, access_need(letter, to=letter.owner))


@reacts_to(ACCESS_NEED_FELL_DUE, name="events.chase_access_answer", outside=True, backoff=A_MINUTE)
def chase_access_answer(fact: Fact) -> None:
    letter = open_need_letter(access_need_id=fact.subject_id, community=fact.home)
    if letter is not None:
        send_for(fact, overdue_access_need(letter, to=letter.owner))


@reacts_to(
    ACCESS_NEED_FELL_DUE,
    name="events.tell_host_that_access_answer_is_overdue",
    outside=True,
    backoff=A_MINUTE,
)
def tell_host_that_access_answer_is_overdue(fact: Fact) -> None:
    """The event's host, where somebody else owes the answer."""
    letter = open_need_letter(access_need_id=fact.subject_id, community=fact.home)
    if letter is not None and letter.host.pk != letter.owner.pk:
        send_for(fact, overdue_access_need(letter, to=letter.host))


@reacts_to(ACCESS_NEED_ANSWERED, name="events.mail_access_answer", outside=True, backoff=A_MINUTE)
def mail_access_answer(fact: Fact) -> None:
    need = answered_need_letter(
        access_need_id=fact.subject_id, answered_at=fact.happened_at, community=fact.home
    )
    if need is not None:
        send_for(fact, access_answer(need))


@need_said.fill
def ask_with_claim(*, rsvp: Rsvp, need: str, now: datetime) -> None:
    _record_asked(AccessNeed.ask(rsvp, words=need, now=now), by=rsvp.membership, now=now)


@claim_moved.fill
def take_need_along(*, old: Rsvp, new: Rsvp, now: datetime) -> None:
    _record_asked(AccessNeed.follow(old, new, now=now), by=new.membership, now=now)


def _record_asked(need: AccessNeed | None, *, by: Membership, now: datetime) -> None:
    if need is not None:
        facts.record(ACCESS_NEED_ASKED, about=need, by=by, now=now, event_id=need.event_id)
