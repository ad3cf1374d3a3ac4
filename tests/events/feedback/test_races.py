"""Deals under real concurrency. The race has a control that goes wrong without its guard."""

from functools import partial
from threading import Barrier

import pytest
from django.db import IntegrityError
from django.utils import timezone

from events.calendar.querysets import EventQuerySet
from events.feedback.models import Feedback, Piece
from events.feedback.querysets import FeedbackQuerySet
from events.feedback.services import answer_piece, deal_feedback, submit_piece, withdraw_piece
from tests.events.attendance.arranging import MINUTE, named, seat_at
from tests.events.feedback.test_feedback import DRAFT, circle_in, loads
from tests.events.seats.test_races import meet
from tests.factories import FeedbackFactory, PieceFactory
from tests.factories.cast import at_once

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.slow]


def race_of_two_deals():
    event = circle_in(10 * MINUTE)
    for _author in range(8):
        PieceFactory(rsvp=seat_at(event))
    deal = partial(deal_feedback, event_id=event.pk, membership=event.host, now=timezone.now())
    return event, at_once(*[swallowing(deal)] * 4)


def swallowing(act):
    def run():
        try:
            return act()
        except IntegrityError as clash:
            return clash

    return run


def test_deals_at_once_deal_once(rounds):
    for _round in rounds:
        event, outcomes = race_of_two_deals()

        given, got = loads(event)
        assert set(given.values()) == set(got.values()) == {2}
        assert sorted(len(outcome) for outcome in outcomes) == [0, 0, 0, 16]


def test_control_without_the_lock_they_deal_too_often_or_clash(monkeypatch):
    """All four have chosen who reads what before any of them writes."""
    all_have_chosen, write = Barrier(4), FeedbackQuerySet.bulk_create

    def choose_then_write(rows, chosen):
        dealt = list(chosen)
        meet(all_have_chosen)
        return write(rows, dealt)

    monkeypatch.setattr(EventQuerySet, "locked", lambda rows: rows)
    monkeypatch.setattr(FeedbackQuerySet, "bulk_create", choose_then_write)
    event, outcomes = race_of_two_deals()

    clashes = [one for one in outcomes if isinstance(one, IntegrityError)]
    assert clashes or max(loads(event)[0].values()) > 2


def race_of_a_piece_with_the_deal():
    """Whether it comes before or after the deal, its author reads two."""
    event = circle_in(10 * MINUTE)
    for _author in range(4):
        PieceFactory(rsvp=seat_at(event))
    late, now = seat_at(event).membership, timezone.now()
    at_once(
        partial(submit_piece, event_id=event.pk, membership=late, draft=DRAFT, now=now),
        partial(deal_feedback, event_id=event.pk, membership=event.host, now=now),
    )
    return loads(event)[0][late.pk]


def test_a_piece_that_comes_with_the_deal(rounds):
    assert {race_of_a_piece_with_the_deal() for _round in rounds} == {2}


def race_of_an_answer_with_a_withdrawal():
    event = circle_in(-MINUTE, state="LIVE", went_live_at=timezone.now())
    piece = PieceFactory(rsvp=seat_at(event))
    feedback = FeedbackFactory(piece=piece, reviewer=seat_at(event).membership)
    now = timezone.now()

    def answer():
        try:
            return answer_piece(
                event_id=event.pk,
                feedback_id=feedback.pk,
                membership=feedback.reviewer,
                text="I read it",
                now=now,
            )
        except Feedback.DoesNotExist:
            return None

    outcome, _back = at_once(
        answer,
        partial(withdraw_piece, event_id=event.pk, membership=piece.membership, now=now),
    )
    return outcome is not None, Feedback.objects.filter(pk=feedback.pk).exists()


def test_an_answer_that_was_accepted_is_never_lost(rounds):
    for _round in rounds:
        was_accepted, is_there = race_of_an_answer_with_a_withdrawal()
        assert was_accepted == is_there


def test_control_without_holding_the_row_an_answer_is_lost(monkeypatch):
    """The answer comes between the look and the deletion."""
    event = circle_in(-MINUTE, state="LIVE", went_live_at=timezone.now())
    feedback = FeedbackFactory(
        piece=PieceFactory(rsvp=seat_at(event)), reviewer=seat_at(event).membership
    )
    answer = partial(
        answer_piece,
        event_id=event.pk,
        feedback_id=feedback.pk,
        membership=feedback.reviewer,
        text="I read it",
        now=timezone.now(),
    )
    hold = FeedbackQuerySet.locked

    def look_and_be_overtaken(rows):
        monkeypatch.setattr(FeedbackQuerySet, "locked", hold)
        found = list(rows)
        at_once(answer)
        return found

    monkeypatch.setattr(FeedbackQuerySet, "locked", look_and_be_overtaken)
    withdraw_piece(event_id=event.pk, membership=feedback.author, now=timezone.now())

    assert len(named("feedback_given")) == 1
    assert not Feedback.objects.filter(pk=feedback.pk).exists()


def test_two_submissions_at_once_are_one_piece():
    event = circle_in(10 * MINUTE)
    member = seat_at(event).membership
    submit = partial(
        submit_piece,
        event_id=event.pk,
        membership=member,
        draft=DRAFT,
        now=timezone.now(),
    )

    outcomes = at_once(*[submit] * 3)

    assert len({piece.pk for piece in outcomes}) == 1
    assert Piece.objects.count() == 1
