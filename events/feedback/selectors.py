"""Pieces and answers, as each reader may see them.

Authors read the answers to their pieces, readers the pieces they were given, and those who run
the event how it goes. Names that the event hides are left out here, so that no page can show them.
What mails say is read when they are sent: None if it is no longer so.
"""

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from config.kernel.markdown import render
from config.kernel.transactions import reading
from events.calendar.models.events import Event
from events.calendar.models.templates import TemplateRevision
from events.calendar.policies import may_run
from events.calendar.querysets import EventQuerySet
from events.feedback.models import Feedback, Piece, takes_answers, takes_pieces
from events.feedback.querysets import FeedbackQuerySet, PieceQuerySet
from events.feedback.rules import PIECES_AT_MOST
from events.names.selectors import DisplayNames, display_names_of
from events.seats.policies import ensure_may_enter, seat_in_room, seat_or_not_found
from memberships.communities.models import Membership
from memberships.mail.models import NotificationPreference

PEER_FEEDBACK = TemplateRevision.Kind.PEER_FEEDBACK
READERS_HIDDEN = (
    TemplateRevision.Blindness.BLIND_FEEDBACK,
    TemplateRevision.Blindness.DOUBLE_BLIND,
)
FOLLOW_UPS = NotificationPreference.Category.FOLLOW_UPS


@dataclass(frozen=True, slots=True)
class FeedbackPanel:
    """What a reader has to do with pieces here. `title` is their own piece's, if any."""

    event_id: int
    title: str
    to_answer: int
    given: int
    answers: int
    is_seated: bool
    dealing_has_begun: bool
    runs_it: bool
    may_bring: bool
    may_answer: bool
    may_deal: bool

    @property
    def may_take_more(self) -> bool:
        """Whether to offer another piece; only taking one tells whether there is one."""
        is_free = self.to_answer == 0 and self.given < PIECES_AT_MOST
        return self.is_seated and self.dealing_has_begun and self.may_answer and is_free


@dataclass(frozen=True, slots=True)
class PieceToAnswer:
    """A piece to answer; `author` is empty where the event hides it."""

    feedback: Feedback
    author: str


@dataclass(frozen=True, slots=True)
class Answer:
    feedback: Feedback
    reader: str
    html: SafeString


@dataclass(frozen=True, slots=True)
class PieceProgress:
    """One piece as hosts see it: without its text and its readers."""

    title: str
    author: str
    answers: int


@dataclass(frozen=True, slots=True)
class FeedbackPage:
    event: Event
    panel: FeedbackPanel
    to_answer: list[PieceToAnswer]
    answers: list[Answer]
    progress: list[PieceProgress]

    @property
    def total_answers(self) -> int:
        return sum(piece.answers for piece in self.progress)


@dataclass(frozen=True, slots=True)
class PiecePage:
    """The member's own piece, if any; `is_settled` once readers have it."""

    event: Event
    piece: Piece | None
    html: SafeString
    is_settled: bool
    is_open: bool


@dataclass(frozen=True, slots=True)
class AnswerPage:
    """A piece to read and to answer."""

    event: Event
    given: PieceToAnswer
    html: SafeString
    answer_html: SafeString
    is_open: bool

    @property
    def text(self) -> str:
        return self.given.feedback.text


@reading
def feedback_page(*, event_id: int, membership: Membership, now: datetime) -> FeedbackPage:
    """What the reader has to answer, and the answers to them, for those with a seat.

    Those who run the event see how it goes, and nobody's text.
    """
    event = _events(membership).select_related("host__user").get(pk=event_id)
    panel = _panel(event, membership=membership, now=now)
    if not panel.is_seated:
        ensure_may_enter(membership, event=event, rsvp=None)
    names = display_names_of(event, reader=membership)
    return FeedbackPage(
        event=event,
        panel=panel,
        to_answer=_to_answer(event, membership=membership, names=names, now=now),
        answers=_answers(event, membership=membership, names=names),
        progress=_progress(event, reader=membership) if panel.runs_it else [],
    )


@reading
def piece_page(*, event_id: int, membership: Membership, now: datetime) -> PiecePage:
    event = _events(membership).get(pk=event_id)
    seat_or_not_found(seat_in_room(membership, event=event))
    mine = _own_pieces(event, membership=membership)
    given = event.feedback.filter(piece=OuterRef("pk"))
    piece: Any = mine.annotate(is_settled=Exists(given)).first()
    return PiecePage(
        event=event,
        piece=piece,
        html=render(piece.text if piece else ""),
        is_settled=piece is not None and piece.is_settled,
        is_open=takes_pieces(event, now=now),
    )


@reading
def answer_page(
    *, event_id: int, feedback_id: int, membership: Membership, now: datetime
) -> AnswerPage:
    """For the reader it was dealt to, while the piece is not withdrawn."""
    event = _events(membership).get(pk=event_id)
    seat_or_not_found(seat_in_room(membership, event=event))
    feedback = _mine(event, membership=membership, now=now).get(pk=feedback_id)
    return AnswerPage(
        event=event,
        given=_given(feedback, names=display_names_of(event, reader=membership)),
        html=render(feedback.piece.text),
        answer_html=render(feedback.text),
        is_open=takes_answers(event, now=now),
    )


def feedback_panel_of(
    event: Event, *, membership: Membership, now: datetime
) -> FeedbackPanel | None:
    """Needs a tenant scope: one statement, and none for events without pieces."""
    is_off = event.state in (Event.State.DRAFT, Event.State.CANCELLED)
    if is_off or event.revision.kind != PEER_FEEDBACK:
        return None
    return _panel(event, membership=membership, now=now)


def _panel(event: Event, *, membership: Membership, now: datetime) -> FeedbackPanel:
    runs, is_before_end = may_run(membership, event), takes_pieces(event, now=now)
    stand = _stand(event, membership=membership, now=now)
    doors = event.are_doors_open(now=now)
    return FeedbackPanel(
        event_id=event.pk,
        title=stand["piece_title"] or "",
        to_answer=stand["given"] - stand["answered"],
        given=stand["given"],
        answers=stand["answers"],
        is_seated=stand["is_seated"],
        dealing_has_begun=stand["dealing_has_begun"] or event.went_live_at is not None,
        runs_it=runs,
        may_bring=stand["is_seated"] and is_before_end,
        may_answer=takes_answers(event, now=now),
        may_deal=runs and doors and not stand["dealing_has_begun"],
    )


def _stand(event: Event, *, membership: Membership, now: datetime) -> dict[str, Any]:
    """The reader's numbers for the panel, in one statement."""
    given = _mine(event, membership=membership, now=now)
    received = event.feedback.filter(author=membership)
    piece = _own_pieces(event, membership=membership)
    seats = event.rsvps.going().filter(membership=membership, segment__kind="INTIMATE")
    row = (
        Event.objects.within(membership.community)
        .filter(pk=event.pk)
        .values(
            piece_title=Subquery(piece.values("title")[:1]),
            is_seated=Exists(seats),
            dealing_has_begun=Exists(event.feedback.all()),
            given=_count(given),
            answered=_count(given.answered()),
            answers=_count(received.answered()),
        )
    )
    return dict(row.get())


def _count(rows: QuerySet[Any]) -> Coalesce:
    counted = rows.order_by().values("event").annotate(count=Count("pk"))
    return Coalesce(Subquery(counted.values("count")), 0)


def _events(membership: Membership) -> EventQuerySet[Event]:
    events = Event.objects.within(membership.community).published().with_pieces()
    return events.select_related("revision")


def _own_pieces(event: Event, *, membership: Membership) -> PieceQuerySet[Piece]:
    pieces = Piece.objects.within(membership.community).submitted()
    return pieces.filter(event=event, membership=membership)


def _mine(event: Event, *, membership: Membership, now: datetime) -> FeedbackQuerySet[Feedback]:
    """What the reader was given, without withdrawn pieces and authors kept apart from them."""
    rows = Feedback.objects.within(membership.community).filter(event=event, reviewer=membership)
    return rows.active().not_kept_apart(now).select_related("piece", "event", "author__user")


def _to_answer(
    event: Event, *, membership: Membership, names: DisplayNames, now: datetime
) -> list[PieceToAnswer]:
    rows = _mine(event, membership=membership, now=now)
    return [_given(row, names=names) for row in sorted(rows, key=_by_chance)]


def _given(feedback: Feedback, *, names: DisplayNames) -> PieceToAnswer:
    author = names.taken_off(feedback, "author")
    is_blind = feedback.event.blindness == TemplateRevision.Blindness.DOUBLE_BLIND
    return PieceToAnswer(feedback, author="" if is_blind else author)


def _answers(event: Event, *, membership: Membership, names: DisplayNames) -> list[Answer]:
    rows = Feedback.objects.within(membership.community).answered()
    mine = rows.filter(event=event, author=membership).select_related("reviewer__user")
    is_hidden = event.blindness in READERS_HIDDEN
    return [_answer(row, is_hidden=is_hidden, names=names) for row in sorted(mine, key=_by_chance)]


def _answer(row: Feedback, *, is_hidden: bool, names: DisplayNames) -> Answer:
    name = names.taken_off(row, "reviewer")
    return Answer(row, _("A reader") if is_hidden else name, html=render(row.text))


def _progress(event: Event, *, reader: Membership) -> list[PieceProgress]:
    submitted = Piece.objects.within(reader.community).submitted().filter(event=event)
    pieces = submitted.select_related("membership__user")
    is_answered = Q(feedback__answered_at__isnull=False)
    counted = pieces.annotate(answers=Count("feedback", filter=is_answered))
    is_named = event.blindness == TemplateRevision.Blindness.NONE
    return [
        PieceProgress(
            title=piece.title,
            author=piece.membership.name if is_named else "",
            answers=piece.answers,
        )
        for piece in counted.order_by("title", "pk")
    ]


def _by_chance(feedback: Feedback) -> bytes:
    """Sort key of a stable order that does not tell who was first."""
    return sha256(f"feedback {feedback.pk}".encode()).digest()
