"""The wrap-up card, and what its safety answer leads to."""

from datetime import datetime

from config.kernel.transactions import use_case
from events.attendance.models import MicroAction, WrapUp, day_of, locked_seat
from events.attendance.policies import ensure_may_read, staff_of
from events.attendance.rules import Card, default_due_day
from events.names.models import Handle, HandleResolution
from events.seats.models.rsvps import Rsvp
from memberships.communities.models import Membership


@use_case
def resolve_handle(
    *, wrap_up_id: int, membership: Membership, reason: str, now: datetime
) -> HandleResolution:
    """Learn who gave a safety answer at a blind event, for a reason that is kept.

    Only those who may read the answer may.
    """
    answers = WrapUp.objects.within(membership.community).asking_for_a_moderator()
    answer = answers.select_related("event").get(pk=wrap_up_id)
    ensure_may_read(membership, answer=answer, staff=staff_of(membership.community))
    handles = Handle.objects.within(membership.community).of_blind_events()
    handle = handles.get(event=answer.event_id, membership=answer.membership_id)
    return handle.resolve(by=membership, reason=reason, now=now)


@use_case
def fill_wrap_up(*, event_id: int, membership: Membership, card: Card, now: datetime) -> WrapUp:
    """Fill the card after an event. Each part is optional; all of it is kept, or none."""
    rsvp = locked_seat(event_id=event_id, membership=membership)
    rsvp.event.ensure_wrap_up_open(now=now)
    if card.outcome:
        rsvp.settle_intention(card.outcome, by=membership, now=now)
    if card.action:
        _commit(rsvp, membership=membership, card=card, now=now)
    return WrapUp.fill(rsvp, thanks=card.thanks, safety=card.safety, now=now)


@use_case
def handle_safety_answer(*, wrap_up_id: int, membership: Membership, now: datetime) -> WrapUp:
    """Note that a safety answer was looked after. Only those who may read it may."""
    answers = WrapUp.objects.within(membership.community).select_related("event")
    answer = answers.locked().get(pk=wrap_up_id)
    ensure_may_read(membership, answer=answer, staff=staff_of(membership.community))
    answer.handle_answer(by=membership, now=now)
    return answer


def _commit(rsvp: Rsvp, *, membership: Membership, card: Card, now: datetime) -> None:
    rsvp.event.ensure_takes_commitments(now=now)
    today = day_of(membership, moment=now)
    due_on = card.due_on or default_due_day(today=today)
    MicroAction.commit(rsvp, text=card.action, due_on=due_on, today=today, now=now)
