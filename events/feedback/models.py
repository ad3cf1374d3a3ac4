from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from random import Random

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Refusal
from config.kernel.models import CommunityOwned
from events.calendar.models.events import Event
from events.feedback.querysets import FeedbackQuerySet, PieceQuerySet
from events.feedback.rules import (
    ANSWERS_UNTIL_AFTER,
    PIECES_AFTER_A_LOSS,
    PIECES_AT_MOST,
    Draft,
    Pair,
    Table,
    deal,
    deal_late,
    is_fit_answer,
    least_read,
)
from events.seats.models.rsvps import Rsvp
from memberships.communities.models import Membership
from memberships.separations.models import Separation


class NoPiecesNow(Refusal):
    """The event is over or was cancelled."""


class PieceSettled(Refusal):
    """The piece was given to readers, so its words stay."""


class PieceUnfit(Refusal):
    """Without a title or words, or too long."""


class AnswersClosed(Refusal):
    """72 hours have passed since the end."""


class AnswerUnfit(Refusal):
    """Nothing but blanks, or too long."""


class NoFurtherPiece(Refusal):
    """There is none to give, one has enough, or others are to be answered first."""


class Piece(CommunityOwned):
    """What a member brings to a peer-feedback event, for others to answer."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="pieces")
    rsvp = models.ForeignKey(Rsvp, on_delete=models.PROTECT, related_name="pieces")
    membership = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="pieces")
    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(_("text, markdown"), max_length=8000)
    question = models.CharField(_("what to answer"), max_length=280, blank=True)
    submitted_at = models.DateTimeField(_("submitted at"))
    withdrawn_at = models.DateTimeField(_("withdrawn at"), null=True, blank=True)

    objects = PieceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["event", "membership"],
                condition=Q(withdrawn_at=None),
                name="one_piece_per_member_and_event",
            ),
        ]

    def __str__(self) -> str:
        return f"piece #{self.pk}"

    @classmethod
    def submit(cls, rsvp: Rsvp, *, draft: Draft, now: datetime) -> "tuple[Piece, bool]":
        """Bring a piece, or say it anew until somebody was given it; whether it is a new one.

        On a locked event. Records: events.piece_submitted for a new one.
        """
        ensure_takes_pieces(rsvp.event, now=now)
        if not draft.is_fit:
            raise PieceUnfit(_("Give it a title and some words."), field="text")
        mine = cls.objects.submitted().filter(event=rsvp.event, membership=rsvp.membership)
        if (piece := mine.first()) is None:
            return cls._begin(rsvp, draft=draft, now=now), True
        piece.reword(draft)
        return piece, False

    @classmethod
    def _begin(cls, rsvp: Rsvp, *, draft: Draft, now: datetime) -> "Piece":
        return cls.objects.create(
            community_id=rsvp.community_id,
            event=rsvp.event,
            rsvp=rsvp,
            membership=rsvp.membership,
            title=draft.title,
            text=draft.text,
            question=draft.question,
            submitted_at=now,
        )

    def reword(self, draft: Draft) -> None:
        """Refuses once somebody was given it: they may be reading."""
        if self.feedback.exists():
            raise PieceSettled(
                _("It was given to readers, so its words stay. You can still take it back.")
            )
        self.title, self.text, self.question = draft.title, draft.text, draft.question
        self.save(update_fields=["title", "text", "question"])

    def withdraw(self, *, now: datetime) -> None:
        """Take it back: nobody reads it any more, and its author keeps the answers.

        Records: events.piece_withdrawn.
        """
        self.withdrawn_at = now
        self.save(update_fields=["withdrawn_at"])


class Feedback(CommunityOwned):
    """One piece given to one reviewer, and what they answered."""

    piece = models.ForeignKey(Piece, on_delete=models.PROTECT, related_name="feedback")
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="feedback")
    author = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="feedback_received"
    )
    reviewer = models.ForeignKey(
        Membership, on_delete=models.PROTECT, related_name="feedback_given"
    )
    dealt_at = models.DateTimeField(_("given to the reviewer at"))
    text = models.TextField(_("answer, markdown"), max_length=4000, blank=True)
    answered_at = models.DateTimeField(_("answered at"), null=True, blank=True)
    thanked_at = models.DateTimeField(_("thanked for at"), null=True, blank=True)

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["piece", "reviewer"], name="a_piece_is_given_to_a_reviewer_once"
            ),
            models.CheckConstraint(
                condition=~Q(author=F("reviewer")), name="nobody_answers_their_own_piece"
            ),
            models.CheckConstraint(
                condition=Q(text="", answered_at=None)
                | (~Q(text="") & Q(answered_at__isnull=False)),
                name="an_answered_piece_says_when",
            ),
            models.CheckConstraint(
                condition=Q(thanked_at=None) | Q(answered_at__isnull=False),
                name="only_an_answer_is_thanked_for",
            ),
        ]
        indexes = [
            models.Index(fields=["reviewer", "event"], name="feedback_to_give"),
        ]

    def __str__(self) -> str:
        return f"feedback #{self.pk}"

    @classmethod
    def deal(cls, event: Event, *, rng: Random, now: datetime) -> "list[Feedback]":
        """Give each piece to two readers, as far as can be; again deals nothing new.

        This and its sisters below: on a locked event.
        Records: events.feedback_dealt for each that is returned.
        """
        return cls._hand_out(event, partial(deal, rng=rng), now=now)

    @classmethod
    def deal_anew(cls, event: Event, *, rng: Random, now: datetime) -> "list[Feedback]":
        """After some were given back: others may get one more than two.

        Records: events.feedback_dealt.
        """
        return cls._hand_out(event, partial(deal, rng=rng, most=PIECES_AFTER_A_LOSS), now=now)

    @classmethod
    def deal_late(cls, piece: Piece, *, rng: Random, now: datetime) -> "list[Feedback]":
        """For a piece that comes after the deal: its author answers those that are read least.

        Records: events.feedback_dealt.
        """
        choose = partial(deal_late, author=piece.membership_id, rng=rng)
        return cls._hand_out(piece.event, choose, now=now)

    @classmethod
    def take_one_more(
        cls, event: Event, *, by: Membership, rng: Random, now: datetime
    ) -> "list[Feedback]":
        """Be given the piece that is read least, up to four in all.

        Refuses where others wait for this reader's answer, and where there is none.
        Records: events.feedback_dealt.
        """
        ensure_takes_answers(event, now=now)
        theirs = cls.objects.filter(event=event, reviewer=by).active()
        if theirs.unanswered().to_be_met(now).exists():
            raise NoFurtherPiece(_("Answer those you have first."))
        if theirs.count() >= PIECES_AT_MOST:
            raise NoFurtherPiece(_("You have answered four. That is plenty: thank you."))
        taken = cls._hand_out(event, partial(_one_more, reviewer=by.pk, rng=rng), now=now)
        if not taken:
            raise NoFurtherPiece(_("There is no further piece for you to answer right now."))
        return taken

    @classmethod
    def _hand_out(
        cls, event: Event, choose: Callable[[Table], Iterable[Pair]], *, now: datetime
    ) -> "list[Feedback]":
        submitted = {
            piece.membership_id: piece for piece in Piece.objects.submitted().filter(event=event)
        }
        pairs = choose(_table(event, authors=set(submitted), now=now))
        return cls.objects.bulk_create(
            cls(
                community_id=event.community_id,
                piece=submitted[author],
                event=event,
                author_id=author,
                reviewer_id=reviewer,
                dealt_at=now,
            )
            for reviewer, author in pairs
        )

    @classmethod
    def take_back(cls, rows: "FeedbackQuerySet[Feedback]") -> bool:
        """Take what was not answered away from its readers; whether there was any."""
        held = [row.pk for row in rows.unanswered().order_by("pk").locked()]
        cls.objects.filter(pk__in=held).delete()
        return bool(held)

    def answer(self, text: str, *, now: datetime) -> bool:
        """Say what one makes of the piece, or say it anew; whether it is the first time.

        Records: events.feedback_given the first time.
        """
        ensure_takes_answers(self.event, now=now)
        if not is_fit_answer(text):
            raise AnswerUnfit(_("Write 1 to 4000 characters."), field="text")
        is_first = self.answered_at is None
        self.text, self.answered_at = text, self.answered_at or now
        self.save(update_fields=["text", "answered_at"])
        return is_first

    def thank(self, *, now: datetime) -> None:
        """The author's word to a reader whom they may not know; again is no matter."""
        self.thanked_at = self.thanked_at or now
        self.save(update_fields=["thanked_at"])


def is_dealt(event: Event) -> bool:
    """Whether pieces have been given to readers, or would have been had there been enough."""
    return event.state == Event.State.LIVE or event.feedback.exists()


def takes_pieces(event: Event, *, now: datetime) -> bool:
    return event.is_scheduled_or_live and now < event.ends_at


def takes_answers(event: Event, *, now: datetime) -> bool:
    """Until 72 hours after the end."""
    takes_place = event.state not in (Event.State.DRAFT, Event.State.CANCELLED)
    return takes_place and now < event.ends_at + ANSWERS_UNTIL_AFTER


def ensure_takes_pieces(event: Event, *, now: datetime) -> None:
    if not takes_pieces(event, now=now):
        raise NoPiecesNow(_("This event takes no more pieces."))


def ensure_takes_answers(event: Event, *, now: datetime) -> None:
    if not takes_answers(event, now=now):
        raise AnswersClosed(_("Answers could be given until three days after the event."))


def _one_more(table: Table, *, reviewer: int, rng: Random) -> list[Pair]:
    return [(reviewer, author) for author in least_read(table, reviewer, rng=rng)[:1]]


def _table(event: Event, *, authors: set[int], now: datetime) -> Table:
    """Who of those with a seat in the room can be dealt to; who brings nothing answers nothing."""
    seats = Rsvp.objects.going().of_active_members().filter(event=event)
    seated = set(seats.filter(segment__kind="INTIMATE").values_list("membership_id", flat=True))
    standing = Feedback.objects.active().filter(event=event)
    people = authors & seated
    apart = Separation.objects.active(now).filter(protected__in=seated, restrained__in=seated)
    return Table(
        authors=frozenset(people),
        reviewers=frozenset(people),
        apart=frozenset(frozenset(pair) for pair in apart.values_list("protected", "restrained")),
        dealt=frozenset(standing.values_list("reviewer_id", "author_id")),
    )
