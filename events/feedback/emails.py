"""Mails about feedback name nobody but the host, and no piece."""

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from config.kernel.models import Fact
from events.calendar.emails import mail_about
from events.feedback.facts import FEEDBACK_DEALT, FEEDBACK_GIVEN
from events.feedback.models import Feedback
from events.feedback.querysets import FeedbackQuerySet
from memberships.communities.models import Membership
from memberships.mail.emails import Mail, sent_on
from memberships.mail.models import NotificationPreference


@sent_on(FEEDBACK_DEALT, name="events.mail_pieces")
def mail_pieces(fact: Fact) -> Mail | None:
    """One mail for all that a member was given at once; none for what they took themselves."""
    rows = Feedback.objects.within(fact.home).active().unanswered().not_kept_apart(timezone.now())
    feedback = _find(rows, fact=fact)
    if feedback is None or feedback.reviewer_id == fact.actor_id:
        return None
    batch = rows.filter(
        event=feedback.event, reviewer=feedback.reviewer, dealt_at=feedback.dealt_at
    )
    ids = sorted(batch.values_list("pk", flat=True))
    if ids[0] != feedback.pk:
        return None
    return _mail(
        feedback,
        to=feedback.reviewer,
        count=len(ids),
        subject=_("Waiting for your answer: %(title)s"),
        template="events/feedback/emails/pieces.html",
    )


@sent_on(FEEDBACK_GIVEN, name="events.mail_feedback_answer")
def mail_feedback_answer(fact: Fact) -> Mail | None:
    """Says that there is an answer; neither whose nor what it says."""
    feedback = _find(Feedback.objects.within(fact.home).active().answered(), fact=fact)
    if feedback is None:
        return None
    return _mail(
        feedback,
        to=feedback.author,
        count=1,
        subject=_("Somebody answered your piece: %(title)s"),
        template="events/feedback/emails/piece_answered.html",
    )


def _find(rows: FeedbackQuerySet[Feedback], *, fact: Fact) -> Feedback | None:
    people = ("reviewer__user", "reviewer__community", "author__user", "author__community")
    known = rows.select_related("event__host__user", *people)
    return known.filter(pk=fact.subject_id).first()


def _mail(
    feedback: Feedback, *, to: Membership, count: int, subject: Promise, template: str
) -> Mail:
    return mail_about(
        feedback.event,
        to=to,
        category=NotificationPreference.Category.FOLLOW_UPS,
        subject=subject,
        template=template,
        host_name=feedback.event.host.name,
        count=count,
    )
