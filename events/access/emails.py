"""Mails about access needs. None can be switched off; none says what somebody needs."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from config.kernel.models import Fact
from events.access.facts import (
    ACCESS_NEED_ANSWERED,
    ACCESS_NEED_ASKED,
    ACCESS_NEED_FELL_DUE,
    ACCESS_NEED_HANDED_OVER,
)
from events.access.models import AccessNeed
from events.calendar.emails import mail_about
from events.calendar.policies import may_host
from memberships.communities.models import Membership
from memberships.mail.emails import Mail, sent_on


@sent_on(ACCESS_NEED_ASKED, ACCESS_NEED_HANDED_OVER, name="events.mail_access_need")
def mail_access_need(fact: Fact) -> Mail | None:
    """To the member who has to answer, unless they took it over themselves."""
    need = _open_need(fact)
    if need is None or (owner := _owner(need)).pk == fact.actor_id:
        return None
    return _to_host(
        need,
        to=owner,
        subject=_("Somebody told you what they need: %(title)s"),
        template="events/access/emails/access_need.html",
    )


@sent_on(ACCESS_NEED_FELL_DUE, name="events.chase_access_answer")
def chase_access_answer(fact: Fact) -> Mail | None:
    need = _open_need(fact)
    return _overdue(need, to=_owner(need)) if need else None


@sent_on(ACCESS_NEED_FELL_DUE, name="events.tell_host_that_access_answer_is_overdue")
def tell_host_that_access_answer_is_overdue(fact: Fact) -> Mail | None:
    """To the event's host, where another member has to answer."""
    need = _open_need(fact)
    if need is None or need.event.host_id == _owner(need).pk:
        return None
    return _overdue(need, to=need.event.host)


@sent_on(ACCESS_NEED_ANSWERED, name="events.mail_access_answer")
def mail_access_answer(fact: Fact) -> Mail | None:
    """To the member who asked. None where it was asked or answered anew since."""
    needs = AccessNeed.objects.within(fact.home).of_live_claims()
    related = ("event", "membership__user", "membership__community")
    answered = needs.filter(answered_at=fact.happened_at).select_related(*related)
    need = answered.filter(pk=fact.subject_id).first()
    if need is None:
        return None
    return mail_about(
        need.event,
        to=need.membership,
        category=None,
        subject=_("About what you need: %(title)s"),
        template="events/access/emails/access_answer.html",
        answer=need.answer,
        is_confirmed=need.state == AccessNeed.State.CONFIRMED,
    )


def _open_need(fact: Fact) -> AccessNeed | None:
    """The need, until it is answered or withdrawn, or the event is off."""
    needs = AccessNeed.objects.within(fact.home).unanswered()
    standing = needs.filter(event__state__in=("SCHEDULED", "LIVE"))
    related = ("event__host__user", "event__host__community")
    people = ("owner__user", "owner__community")
    return standing.select_related(*related, *people).filter(pk=fact.subject_id).first()


def _owner(need: AccessNeed) -> Membership:
    """The member who has to answer; the event's host where they cannot host any more."""
    return need.owner if may_host(need.owner) else need.event.host


def _overdue(need: AccessNeed, *, to: Membership) -> Mail:
    return _to_host(
        need,
        to=to,
        subject=_("Somebody still waits for your answer: %(title)s"),
        template="events/access/emails/overdue_access_need.html",
    )


def _to_host(need: AccessNeed, *, to: Membership, subject: Promise, template: str) -> Mail:
    return mail_about(
        need.event, to=to, category=None, subject=subject, template=template, due_at=need.due_at
    )
