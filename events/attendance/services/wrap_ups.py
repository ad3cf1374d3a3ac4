"""The wrap-up card, and what its safety answer leads to."""

from datetime import datetime

from config.kernel import facts
from config.kernel.transactions import use_case
from events.attendance.facts import (
    MICRO_ACTION_COMMITTED,
    SAFETY_ANSWER_GIVEN,
    SAFETY_ANSWER_HANDLED,
    WRAP_UP_FILLED,
)
from events.attendance.models import MicroAction, WrapUp, day_of
from events.attendance.policies import ensure_may_read, staff_of
from events.attendance.rules import Card, default_due_day
from events.names.facts import HANDLE_RESOLVED
from events.names.models import Handle, HandleResolution
from events.seats.facts import INTENTION_SETTLED
from events.seats.models.rsvps import Rsvp, locked_seat
from memberships.communities.models import Membership


@use_case
def resolve_handle(
    *, wrap_up_id: int, membership: Membership, reason: str, now: datetime
) -> HandleResolution:
    """Learn who gave a safety answer at a blind event, for a reason that is kept.

    Only who may read the answer may; nobody else learns it by this.
    """
    answers = WrapUp.objects.within(membership.community).asking_for_a_moderator()
    answer = answers.select_related("event").get(pk=wrap_up_id)
    ensure_may_read(membership, answer=answer, staff=staff_of(membership.community))
    handles = Handle.objects.within(membership.community).of_blind_events()
    handle = handles.get(event=answer.event_id, membership=answer.membership_id)
    resolution = handle.resolve(by=membership, reason=reason, now=now)
    facts.record(
        HANDLE_RESOLVED, about=resolution, by=membership, now=now, event_id=answer.event_id
    )
    return resolution


@use_case
def fill_wrap_up(*, event_id: int, membership: Membership, card: Card, now: datetime) -> WrapUp:
    """The card after an event: each part is optional, and all of it is kept or none."""
    rsvp = locked_seat(event_id=event_id, membership=membership)
    rsvp.event.ensure_wrap_up_open(now=now)
    if card.outcome:
        _settle(rsvp, outcome=card.outcome, now=now)
    if card.action:
        _commit(rsvp, membership=membership, card=card, now=now)
    return _fill(rsvp, membership=membership, card=card, now=now)


@use_case
def handle_safety_answer(*, wrap_up_id: int, membership: Membership, now: datetime) -> WrapUp:
    """Note that somebody has looked after a safety answer. Only who may read it may."""
    answers = WrapUp.objects.within(membership.community).select_related("event")
    answer = answers.locked().get(pk=wrap_up_id)
    ensure_may_read(membership, answer=answer, staff=staff_of(membership.community))
    answer.handle_answer(by=membership, now=now)
    _record(SAFETY_ANSWER_HANDLED, answer, by=membership, now=now)
    return answer


def _settle(rsvp: Rsvp, *, outcome: str, now: datetime) -> None:
    rsvp.settle_intention(outcome, now=now)
    facts.record(
        INTENTION_SETTLED,
        about=rsvp,
        by=rsvp.membership,
        now=now,
        event_id=rsvp.event_id,
        outcome=outcome,
    )


def _commit(rsvp: Rsvp, *, membership: Membership, card: Card, now: datetime) -> None:
    rsvp.event.ensure_takes_commitments(now=now)
    today = day_of(membership, moment=now)
    due_on = card.due_on or default_due_day(today=today)
    action = MicroAction.commit(rsvp, text=card.action, due_on=due_on, today=today, now=now)
    _record(MICRO_ACTION_COMMITTED, action, by=membership, now=now)


def _fill(rsvp: Rsvp, *, membership: Membership, card: Card, now: datetime) -> WrapUp:
    found = WrapUp.objects.within(membership.community).filter(rsvp=rsvp).first()
    wrap_up = found or WrapUp(
        community_id=rsvp.community_id, rsvp=rsvp, event=rsvp.event, membership=membership
    )
    asks = wrap_up.answer(thanks=card.thanks, safety=card.safety, now=now)
    if found is None:
        _record(WRAP_UP_FILLED, wrap_up, by=membership, now=now)
    if asks:
        _record(SAFETY_ANSWER_GIVEN, wrap_up, by=membership, now=now)
    return wrap_up


def _record(
    fact: facts.FactName, about: WrapUp | MicroAction, *, by: Membership, now: datetime
) -> None:
    facts.record(fact, about=about, by=by, now=now, event_id=about.event_id)
