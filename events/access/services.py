from datetime import datetime

from config.kernel.transactions import use_case, use_case_everywhere
from events.access.models import AccessNeed
from events.calendar.models.events import Event
from events.calendar.policies import ensure_may_host, ensure_may_run
from events.seats.models.rsvps import Rsvp
from memberships.communities.models import Membership

AT_ONCE = 500


@use_case
def ask_for_access(
    *, event_id: int, membership: Membership, need: str, now: datetime
) -> AccessNeed | None:
    """Tell the hosts what one needs to take part, or change it; None where nothing is new."""
    mine = Rsvp.objects.within(membership.community).live().filter(membership=membership)
    rsvp = mine.select_related("event").locked().get(event_id=event_id)
    return AccessNeed.ask(rsvp, words=need, by=membership, now=now)


@use_case
def withdraw_access_need(*, event_id: int, membership: Membership, now: datetime) -> None:
    """Delete one's own access need, with its words."""
    needs = AccessNeed.objects.within(membership.community).of_live_claims()
    mine = needs.filter(membership=membership).select_related("event")
    mine.locked().get(event_id=event_id).withdraw(now=now)


@use_case
def answer_access_need(
    *,
    event_id: int,
    access_need_id: int,
    membership: Membership,
    state: str,
    answer: str,
    seen: datetime,
    now: datetime,
) -> AccessNeed:
    """Promise what a member needs, or say what is possible. Those who run the event may."""
    need = _locked(event_id=event_id, access_need_id=access_need_id, membership=membership)
    need.reply(state, answer=answer, seen=seen, by=membership, now=now)
    return need


@use_case
def hand_over_access_need(
    *,
    event_id: int,
    access_need_id: int,
    membership: Membership,
    owner_id: int,
    now: datetime,
) -> AccessNeed:
    """Let the event's host, or another instructor or owner, owe the answer."""
    need = _locked(event_id=event_id, access_need_id=access_need_id, membership=membership)
    owner = Membership.objects.within(membership.community).get(pk=owner_id)
    if owner.pk != need.event.host_id:
        ensure_may_host(owner)
    need.hand_over(owner, by=membership, now=now)
    return need


def process_due_access_needs(*, now: datetime, limit: int = AT_ONCE) -> int:
    """Chase the answers that are overdue and forget old words; return how many were chased.

    Safe to run twice at once.
    """
    _forget_words(now=now)
    chased = 0
    while chased < limit and _chase_next(now=now):
        chased += 1
    return chased


@use_case_everywhere
def _chase_next(*, now: datetime) -> bool:
    """Chase the next overdue answer that no other worker holds; false if none is left."""
    due = AccessNeed.objects.everywhere().fell_due(now).order_by("due_at", "pk")
    need = due.select_for_update(skip_locked=True, of=("self",)).first()
    return need is not None and need.fall_due(now=now)


@use_case_everywhere
def _forget_words(*, now: datetime) -> int:
    return AccessNeed.objects.everywhere().to_forget(now).forget()


def _locked(*, event_id: int, access_need_id: int, membership: Membership) -> AccessNeed:
    """A need at an event that the member runs, locked."""
    event = Event.objects.within(membership.community).published().get(pk=event_id)
    ensure_may_run(membership, event=event)
    needs = AccessNeed.objects.within(membership.community).of_live_claims().filter(event=event)
    need = needs.locked().get(pk=access_need_id)
    need.event = event
    return need
