from datetime import datetime
from secrets import SystemRandom

from config.kernel.transactions import use_case
from events.calendar.models.events import Event
from events.calendar.policies import ensure_may_run
from events.feedback.models import Feedback, Piece, dealing_has_begun, ensure_takes_answers
from events.feedback.rules import Draft
from events.seats.policies import seat_in_room, seat_or_not_found
from memberships.communities.models import Membership

CHANCE = SystemRandom()


@use_case
def submit_piece(*, event_id: int, membership: Membership, draft: Draft, now: datetime) -> Piece:
    """Bring a piece, or change it. One that comes after the deal is dealt at once."""
    event = _locked(event_id=event_id, membership=membership)
    rsvp = seat_or_not_found(seat_in_room(membership, event=event))
    rsvp.event, rsvp.membership = event, membership
    piece, is_new = Piece.submit(rsvp, draft=draft, now=now)
    if is_new and dealing_has_begun(event):
        Feedback.deal_late(piece, rng=CHANCE, by=membership, now=now)
    return piece


@use_case
def withdraw_piece(*, event_id: int, membership: Membership, now: datetime) -> Piece:
    """Take one's piece back; those who had it to read may be given another."""
    event = _locked(event_id=event_id, membership=membership)
    mine = Piece.objects.within(membership.community).submitted().filter(event=event)
    piece = mine.get(membership=membership)
    given = Feedback.objects.within(membership.community).filter(piece=piece)
    has_readers = Feedback.take_back(given)
    piece.withdraw(by=membership, now=now)
    if has_readers and now < event.ends_at:
        Feedback.deal_anew(event, rng=CHANCE, by=membership, now=now)
    return piece


@use_case
def deal_feedback(*, event_id: int, membership: Membership, now: datetime) -> list[Feedback]:
    """Deal the pieces by hand, once the doors are open. Doing it twice is harmless."""
    event = _locked(event_id=event_id, membership=membership)
    ensure_may_run(membership, event=event)
    event.ensure_doors_open(now=now)
    return Feedback.deal(event, rng=CHANCE, by=membership, now=now)


@use_case
def take_one_more_piece(*, event_id: int, membership: Membership, now: datetime) -> Feedback:
    """Take one more piece to answer."""
    event = _locked(event_id=event_id, membership=membership)
    seat_or_not_found(seat_in_room(membership, event=event))
    return Feedback.take_one_more(event, rng=CHANCE, by=membership, now=now)


@use_case
def answer_piece(
    *, event_id: int, feedback_id: int, membership: Membership, text: str, now: datetime
) -> Feedback:
    """Answer a piece that one was given, or change the answer.

    Missing where the piece was taken back, or its author must not be met any more.
    """
    rows = Feedback.objects.within(membership.community).active().not_kept_apart(now)
    mine = rows.filter(event_id=event_id, reviewer=membership)
    feedback = mine.select_related("event").locked().get(pk=feedback_id)
    seat_or_not_found(seat_in_room(membership, event=feedback.event))
    feedback.answer(text, by=membership, now=now)
    return feedback


@use_case
def thank_for_answer(
    *, event_id: int, feedback_id: int, membership: Membership, now: datetime
) -> Feedback:
    """Thank the reader of one's piece. Doing it twice is harmless."""
    answers = Feedback.objects.within(membership.community).answered().select_related("event")
    mine = answers.filter(event_id=event_id, author=membership)
    feedback = mine.locked().get(pk=feedback_id)
    ensure_takes_answers(feedback.event, now=now)
    feedback.thank(now=now)
    return feedback


def _locked(*, event_id: int, membership: Membership) -> Event:
    """Lock a peer-feedback event, so that pieces are dealt, brought and taken back in turn."""
    events = Event.objects.within(membership.community).published().with_pieces()
    return events.select_related("revision").locked().get(pk=event_id)
