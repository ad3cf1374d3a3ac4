from collections.abc import Iterable
from datetime import datetime
from secrets import SystemRandom

from config.kernel import facts
from config.kernel.transactions import use_case
from events.calendar.models.events import Event
from events.calendar.policies import ensure_may_run
from events.feedback.facts import FEEDBACK_DEALT, FEEDBACK_GIVEN, PIECE_SUBMITTED, PIECE_WITHDRAWN
from events.feedback.models import Feedback, Piece, ensure_takes_answers, is_dealt
from events.feedback.rules import Draft
from events.seats.policies import ensure_has_seat, seat_in_room
from memberships.communities.models import Membership

CHANCE = SystemRandom()


@use_case
def submit_piece(*, event_id: int, membership: Membership, draft: Draft, now: datetime) -> Piece:
    """Bring a piece, or say it anew. One that comes after the deal is dealt at once."""
    event = _locked(event_id=event_id, membership=membership)
    rsvp = ensure_has_seat(seat_in_room(membership, event=event))
    rsvp.event, rsvp.membership = event, membership
    piece, is_new = Piece.submit(rsvp, draft=draft, now=now)
    if is_new:
        facts.record(PIECE_SUBMITTED, about=piece, by=membership, now=now, event_id=event_id)
    if is_new and is_dealt(event):
        _record_dealt(Feedback.deal_late(piece, rng=CHANCE, now=now), by=membership, now=now)
    return piece


@use_case
def withdraw_piece(*, event_id: int, membership: Membership, now: datetime) -> Piece:
    """Take one's piece back; those who had it to read may be given another."""
    event = _locked(event_id=event_id, membership=membership)
    mine = Piece.objects.within(membership.community).submitted().filter(event=event)
    piece = mine.get(membership=membership)
    given = Feedback.objects.within(membership.community).filter(piece=piece)
    has_readers = Feedback.take_back(given)
    piece.withdraw(now=now)
    facts.record(PIECE_WITHDRAWN, about=piece, by=membership, now=now, event_id=event_id)
    if has_readers and now < event.ends_at:
        _record_dealt(Feedback.deal_anew(event, rng=CHANCE, now=now), by=membership, now=now)
    return piece


@use_case
def deal_feedback(*, event_id: int, membership: Membership, now: datetime) -> list[Feedback]:
    """Give the pieces to their readers by hand, once the doors are open; again is no matter."""
    event = _locked(event_id=event_id, membership=membership)
    ensure_may_run(membership, event=event)
    event.ensure_doors_open(now=now)
    dealt = Feedback.deal(event, rng=CHANCE, now=now)
    _record_dealt(dealt, by=membership, now=now)
    return dealt


@use_case
def take_one_more_piece(*, event_id: int, membership: Membership, now: datetime) -> Feedback:
    """Be given one more piece to answer than one was dealt."""
    event = _locked(event_id=event_id, membership=membership)
    ensure_has_seat(seat_in_room(membership, event=event))
    taken = Feedback.take_one_more(event, by=membership, rng=CHANCE, now=now)
    _record_dealt(taken, by=membership, now=now)
    return taken[0]


@use_case
def answer_piece(
    *, event_id: int, feedback_id: int, membership: Membership, text: str, now: datetime
) -> Feedback:
    """Answer a piece that one was given, or say it anew.

    One that was taken back, or whose author one is kept from by now, is not there any more.
    """
    rows = Feedback.objects.within(membership.community).active().to_be_met(now)
    mine = rows.filter(event_id=event_id, reviewer=membership)
    feedback = mine.select_related("event").locked().get(pk=feedback_id)
    ensure_has_seat(seat_in_room(membership, event=feedback.event))
    if feedback.answer(text, now=now):
        facts.record(FEEDBACK_GIVEN, about=feedback, by=membership, now=now, event_id=event_id)
    return feedback


@use_case
def thank_for_answer(
    *, event_id: int, feedback_id: int, membership: Membership, now: datetime
) -> Feedback:
    """Say thank you to whoever answered one's piece; again is no matter."""
    answers = Feedback.objects.within(membership.community).answered().select_related("event")
    mine = answers.filter(event_id=event_id, author=membership)
    feedback = mine.locked().get(pk=feedback_id)
    ensure_takes_answers(feedback.event, now=now)
    feedback.thank(now=now)
    return feedback


def _locked(*, event_id: int, membership: Membership) -> Event:
    """A peer-feedback event, locked: whoever deals, brings or takes back comes by here."""
    events = Event.objects.within(membership.community).published().with_pieces()
    return events.select_related("revision").locked().get(pk=event_id)


def _record_dealt(dealt: Iterable[Feedback], *, by: Membership, now: datetime) -> None:
    for feedback in dealt:
        facts.record(FEEDBACK_DEALT, about=feedback, by=by, now=now, event_id=feedback.event_id)
