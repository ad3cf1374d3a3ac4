"""Keeps access needs in step with their seats."""

from datetime import datetime

from config.kernel.models import Fact
from config.kernel.reactions import reacts_to
from events.access.models import AccessNeed
from events.calendar.facts import EVENT_CHANGED
from events.seats.facts import SEAT_RELEASED
from events.seats.hooks import access_need_stated, claim_moved
from events.seats.models.rsvps import Rsvp
from memberships.communities.facts import MEMBERSHIP_ENDED


@reacts_to(SEAT_RELEASED, name="events.end_access_need_with_claim")
def end_access_need_with_claim(fact: Fact) -> None:
    """A need that moved along with its claim is not found here."""
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


@access_need_stated.fill
def ask_with_claim(*, rsvp: Rsvp, need: str, now: datetime) -> None:
    AccessNeed.ask(rsvp, words=need, by=rsvp.membership, now=now)


@claim_moved.fill
def take_need_along(*, old: Rsvp, new: Rsvp, now: datetime) -> None:
    AccessNeed.follow(old, new, by=new.membership, now=now)
