"""What the mails about pieces say, read when they are sent; None where it is not so any more."""

from dataclasses import dataclass
from datetime import datetime

from config.kernel.transactions import reading
from events.models import Feedback
from events.querysets import FeedbackQuerySet
from events.selectors.people import name_of
from memberships.models import Community, Membership, NotificationPreference
from memberships.selectors import wants_mail

FOLLOW_UPS = NotificationPreference.Category.FOLLOW_UPS


@dataclass(frozen=True, slots=True)
class FeedbackLetter:
    """Names nobody but the host, and no piece: whoever looks over a shoulder learns nothing.

    `feedback` knows its event; `count` is how many pieces were dealt at once.
    """

    reader: Membership
    feedback: Feedback
    host: str
    count: int


@reading
def pieces_waiting(
    *, feedback_id: int, taken_by: int | None, community: Community, now: datetime
) -> FeedbackLetter | None:
    """None too for what the reader took, and for all but the first that were dealt at once."""
    rows = Feedback.objects.within(community).standing().unanswered().to_be_met(now)
    feedback = _with_people(rows).filter(pk=feedback_id).first()
    if feedback is None or feedback.reviewer_id == taken_by or not _is_told(feedback.reviewer):
        return None
    batch = rows.filter(
        event=feedback.event, reviewer=feedback.reviewer, dealt_at=feedback.dealt_at
    )
    ids = sorted(batch.values_list("pk", flat=True))
    return (
        _letter(feedback, reader=feedback.reviewer, count=len(ids))
        if ids[0] == feedback_id
        else None
    )


@reading
def answer_came(*, feedback_id: int, community: Community) -> FeedbackLetter | None:
    rows = Feedback.objects.within(community).standing().answered()
    feedback = _with_people(rows).filter(pk=feedback_id).first()
    if feedback is None or not _is_told(feedback.author):
        return None
    return _letter(feedback, reader=feedback.author, count=1)


def _with_people(rows: FeedbackQuerySet[Feedback]) -> FeedbackQuerySet[Feedback]:
    people = ("reviewer__user", "reviewer__community", "author__user", "author__community")
    return rows.select_related("event__host__user", *people)


def _is_told(membership: Membership) -> bool:
    is_reachable = membership.status == Membership.Status.ACTIVE and membership.user.is_active
    return is_reachable and wants_mail(membership=membership, category=FOLLOW_UPS)


def _letter(feedback: Feedback, *, reader: Membership, count: int) -> FeedbackLetter:
    return FeedbackLetter(
        reader=reader, feedback=feedback, host=name_of(feedback.event.host), count=count
    )
