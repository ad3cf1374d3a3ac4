from collections.abc import Callable, Iterable
from datetime import datetime
from functools import partial
from random import Random

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from config.kernel import facts
from config.kernel.errors import Refusal
from config.kernel.models import CommunityOwned
from events.calendar.models.events import Event
from events.feedback.facts import (
    FEEDBACK_DEALT,
    FEEDBACK_GIVEN,
    PIECE_SUBMITTED,
    PIECE_WITHDRAWN,
)
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
    words = _("This event takes no more pieces.")


class PieceSettled(Refusal):
    words = _("It was given to readers, so its words stay. You can still take it back.")


class PieceUnfit(Refusal):
    words = _("Give it a title and some words.")
    field = "text"


class AnswersClosed(Refusal):
    words = _("Answers could be given until three days after the event.")


class AnswerUnfit(Refusal):
    words = _("Write 1 to 4000 characters.")
    field = "text"


class NoFurtherPiece(Refusal):
    """No piece is left, the member has had enough, or must answer others first."""


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
        """Bring a piece, or change it; return whether it is new.

        Refuses to change one that was given to readers. Needs the locked row of the event.
        """
        ensure_takes_pieces(rsvp.event, now=now)
        if not draft.is_fit:
            raise PieceUnfit
        mine = cls.objects.submitted().filter(event=rsvp.event, membership=rsvp.membership)
        if (piece := mine.first()) is None:
            return cls._begin(rsvp, draft=draft, now=now), True
        piece.reword(draft)
        return piece, False

    @classmethod
    def _begin(cls, rsvp: Rsvp, *, draft: Draft, now: datetime) -> "Piece":
        piece = cls.objects.create(
            community_id=rsvp.community_id,
            event=rsvp.event,
            rsvp=rsvp,
            membership=rsvp.membership,
            title=draft.title,
            text=draft.text,
            question=draft.question,
            submitted_at=now,
        )
        facts.record(PIECE_SUBMITTED, about=piece, by=rsvp.membership, now=now)
        return piece

    def reword(self, draft: Draft) -> None:
        """Refuses once the piece was given to readers: they may be reading it."""
        if self.feedback.exists():
            raise PieceSettled
        self.title, self.text, self.question = draft.title, draft.text, draft.question
        self.save(update_fields=["title", "text", "question"])

    def withdraw(self, *, by: Membership, now: datetime) -> None:
        """Take it back. Its author keeps the answers."""
        self.withdrawn_at = now
        self.save(update_fields=["withdrawn_at"])
        facts.record(PIECE_WITHDRAWN, about=self, by=by, now=now)


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
    def deal(
        cls, event: Event, *, rng: Random, by: Membership | None, now: datetime
    ) -> "list[Feedback]":
        """Give each piece to two readers, as far as possible. Dealing twice changes nothing.

        This and the next three need the locked row of the event.
        """
        return cls._hand_out(event, partial(deal, rng=rng), by=by, now=now)

    @classmethod
    def deal_anew(
        cls, event: Event, *, rng: Random, by: Membership | None, now: datetime
    ) -> "list[Feedback]":
        """Deal what was given back; readers may now get one more than two."""
        choose = partial(deal, rng=rng, most=PIECES_AFTER_A_LOSS)
        return cls._hand_out(event, choose, by=by, now=now)

    @classmethod
    def deal_late(
        cls, piece: Piece, *, rng: Random, by: Membership, now: datetime
    ) -> "list[Feedback]":
        """For a piece that comes after the deal: its author answers the pieces least read."""
        choose = partial(deal_late, author=piece.membership_id, rng=rng)
        return cls._hand_out(piece.event, choose, by=by, now=now)

    @classmethod
    def take_one_more(
        cls, event: Event, *, rng: Random, by: Membership, now: datetime
    ) -> "Feedback":
        """Be given the piece that is least read, up to four in all.

        Refuses while others wait for this reader's answer, and where no piece is left.
        """
        ensure_takes_answers(event, now=now)
        theirs = cls.objects.filter(event=event, reviewer=by).active()
        if theirs.unanswered().not_kept_apart(now).exists():
            raise NoFurtherPiece(_("Answer those you have first."))
        if theirs.count() >= PIECES_AT_MOST:
            raise NoFurtherPiece(_("You have answered four. That is plenty: thank you."))
        choose = partial(_one_more, reviewer=by.pk, rng=rng)
        taken = cls._hand_out(event, choose, by=by, now=now)
        if not taken:
            raise NoFurtherPiece(_("There is no further piece for you to answer right now."))
        return taken[0]

    @classmethod
    def _hand_out(
        cls,
        event: Event,
        choose: Callable[[Table], Iterable[Pair]],
        *,
        by: Membership | None,
        now: datetime,
    ) -> "list[Feedback]":
        submitted = {
            piece.membership_id: piece for piece in Piece.objects.submitted().filter(event=event)
        }
        dealt = cls.objects.bulk_create(
            cls(
                community_id=event.community_id,
                piece=submitted[author],
                event=event,
                author_id=author,
                reviewer_id=reviewer,
                dealt_at=now,
            )
            for reviewer, author in choose(_table(event, authors=set(submitted), now=now))
        )
        for feedback in dealt:
            facts.record(FEEDBACK_DEALT, about=feedback, by=by, now=now)
        return dealt

    @classmethod
    def take_back(cls, rows: "FeedbackQuerySet[Feedback]") -> bool:
        """Take back what was not answered; return whether there was any."""
        held = [row.pk for row in rows.unanswered().order_by("pk").locked()]
        cls.objects.filter(pk__in=held).delete()
        return bool(held)

    def answer(self, text: str, *, by: Membership, now: datetime) -> None:
        """Answer the piece, or change the answer; a fact the first time."""
        ensure_takes_answers(self.event, now=now)
        if not is_fit_answer(text):
            raise AnswerUnfit
        is_first = self.answered_at is None
        self.text, self.answered_at = text, self.answered_at or now
        self.save(update_fields=["text", "answered_at"])
        if is_first:
            facts.record(FEEDBACK_GIVEN, about=self, by=by, now=now)

    def thank(self, *, now: datetime) -> None:
        """Thank the reader. Thanking twice changes nothing."""
        self.thanked_at = self.thanked_at or now
        self.save(update_fields=["thanked_at"])


def dealing_has_begun(event: Event) -> bool:
    """Whether pieces have been dealt, or would have been had there been enough."""
    return event.state == Event.State.LIVE or event.feedback.exists()


def takes_pieces(event: Event, *, now: datetime) -> bool:
    return event.is_scheduled_or_live and now < event.ends_at


def takes_answers(event: Event, *, now: datetime) -> bool:
    """Until 72 hours after the end."""
    takes_place = event.state not in (Event.State.DRAFT, Event.State.CANCELLED)
    return takes_place and now < event.ends_at + ANSWERS_UNTIL_AFTER


def ensure_takes_pieces(event: Event, *, now: datetime) -> None:
    if not takes_pieces(event, now=now):
        raise NoPiecesNow


def ensure_takes_answers(event: Event, *, now: datetime) -> None:
    if not takes_answers(event, now=now):
        raise AnswersClosed


def _one_more(table: Table, *, reviewer: int, rng: Random) -> list[Pair]:
    return [(reviewer, author) for author in least_read(table, reviewer, rng=rng)[:1]]


def _table(event: Event, *, authors: set[int], now: datetime) -> Table:
    """Who can be dealt to: members with a seat in the room who have brought a piece."""
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
