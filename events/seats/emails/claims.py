"""The mails about a claim, each with its calendar file where it changes a calendar.

What a member must know so as not to come in vain (moved, cancelled, taken off) has no category:
it cannot be switched off and offers no unsubscribing. Links open pages; opening one does nothing.
"""

from collections.abc import Callable
from datetime import datetime
from email.mime.text import MIMEText

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from config.kernel.models import Fact
from events.calendar.emails import mail_about
from events.names.selectors import own_handle
from events.seats.emails import ics
from events.seats.facts import (
    EVENT_NEWS_DUE,
    SEAT_CAME_FREE,
    SEAT_OFFERED,
    SEAT_RELEASED,
    SEAT_RESERVED,
    WAITLIST_JOINED,
)
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment
from events.seats.querysets import RsvpQuerySet
from events.seats.rules import is_reminded_at_once, offer_duration
from events.seats.selectors.repeats import NextRepeat, next_repeat
from events.seats.selectors.waitlist import Place, with_places
from memberships.communities.models import Community
from memberships.mail.emails import Mail, sent_on, speaking_to
from memberships.mail.models import NotificationPreference
from memberships.mail.selectors import wants_mail

Category = NotificationPreference.Category


@sent_on(SEAT_RESERVED, name="events.mail_confirmation")
def mail_confirmation(fact: Fact) -> Mail | None:
    """None too where the hour's reminder, sent at once, tells of the seat."""
    now = timezone.now()
    rsvp = find_claim(claims_not_over(fact.home, now=now).going(), rsvp_id=fact.subject_id)
    if rsvp is None or _is_told_by_reminder(rsvp, asked_at=fact.happened_at):
        return None
    return build_claim_mail(
        rsvp,
        category=Category.SEATS,
        subject=_("You have a place: %(title)s"),
        template="events/seats/emails/confirmation.html",
        attachment=calendar_attachment(rsvp, now=now),
    )


@sent_on(SEAT_OFFERED, name="events.mail_offer")
def mail_offer(fact: Fact) -> Mail | None:
    now = timezone.now()
    offered = claims_not_over(fact.home, now=now).filter(state="OFFERED", held_until__gt=now)
    rsvp = find_claim(offered, rsvp_id=fact.subject_id)
    if rsvp is None:
        return None
    return build_claim_mail(
        rsvp,
        category=Category.SEATS,
        subject=_("A seat is free for you: %(title)s"),
        template="events/seats/emails/offer.html",
        now=now,
    )


@sent_on(SEAT_CAME_FREE, name="events.mail_free_seat")
def mail_free_seat(fact: Fact) -> Mail | None:
    """None too where somebody else was first, as far as this member may see."""
    now = timezone.now()
    rsvp = find_claim(claims_not_over(fact.home, now=now).waitlist(), rsvp_id=fact.subject_id)
    if rsvp is None:
        return None
    segments = Segment.objects.within(fact.home).with_restrictions_for(rsvp.membership, now=now)
    if segments.get(pk=rsvp.segment_id).is_full_for_member:
        return None
    return build_claim_mail(
        rsvp,
        category=Category.SEATS,
        subject=_("A seat is free, first to accept: %(title)s"),
        template="events/seats/emails/free_seat.html",
    )


@sent_on(WAITLIST_JOINED, name="events.mail_waitlist_place")
def mail_waitlist_place(fact: Fact) -> Mail | None:
    """Near the start (`is_first_to_accept`) nobody is offered a seat any more."""
    now = timezone.now()
    waiting = with_places(claims_not_over(fact.home, now=now).waitlist(), community=fact.home)
    rsvp = find_claim(waiting, rsvp_id=fact.subject_id)
    if rsvp is None:
        return None
    return build_claim_mail(
        rsvp,
        category=Category.SEATS,
        subject=_("You are on the waiting list: %(title)s"),
        template="events/seats/emails/waitlist_place.html",
        place=Place.of(rsvp),
        is_first_to_accept=offer_duration(ahead=rsvp.event.starts_at - now) is None,
        repeat=_repeat(rsvp, now=now),
    )


@sent_on(SEAT_RELEASED, name="events.mail_release")
def mail_release(fact: Fact) -> Mail | None:
    """Takes a seat out of the member's calendar. Leaving the waitlist needs no mail."""
    now = timezone.now()
    ended = claims_not_over(fact.home, now=now).filter(state=Rsvp.State.RELEASED)
    rsvp = find_claim(ended, rsvp_id=fact.subject_id)
    if rsvp is None:
        return None
    if rsvp.release_reason == Rsvp.ReleaseReason.REMOVED:
        return _removal(rsvp, now=now)
    if rsvp.event.rsvps.live().filter(membership=rsvp.membership).exists():
        return None  # they have claimed a place anew
    if rsvp.release_reason == Rsvp.ReleaseReason.LAPSED:
        return _lapse(rsvp, now=now)
    return _release(rsvp, now=now)


@sent_on(EVENT_NEWS_DUE, name="events.mail_event_news")
def mail_event_news(fact: Fact) -> Mail | None:
    now, kind = timezone.now(), fact.data["kind"]
    find = _cancelled_claims if kind == "CANCELLED" else claims_not_over
    rsvp = find_claim(find(fact.home, now=now).live(), rsvp_id=fact.subject_id)
    if rsvp is None:
        return None
    if kind == "MOVED":
        return _move(rsvp, was_at=datetime.fromisoformat(fact.data["was_at"]), now=now)
    return _cancellation(rsvp, now=now) if kind == "CANCELLED" else _change(rsvp, now=now)


def _removal(rsvp: Rsvp, *, now: datetime) -> Mail:
    return build_claim_mail(
        rsvp,
        category=None,
        subject=_("You were taken off an event: %(title)s"),
        template="events/seats/emails/removal_from_event.html",
        attachment=_cancelled_entry(rsvp, now=now),
    )


def _lapse(rsvp: Rsvp, *, now: datetime) -> Mail | None:
    if rsvp.event.has_started(now=now):
        return None
    return build_claim_mail(
        rsvp,
        category=Category.SEATS,
        subject=_("Your offer has lapsed: %(title)s"),
        template="events/seats/emails/lapse.html",
        repeat=_repeat(rsvp, now=now),
    )


def _release(rsvp: Rsvp, *, now: datetime) -> Mail | None:
    if rsvp.confirmed_at is None:
        return None
    return build_claim_mail(
        rsvp,
        category=Category.SEATS,
        subject=_("You gave your place back: %(title)s"),
        template="events/seats/emails/release.html",
        attachment=_cancelled_entry(rsvp, now=now),
    )


def _move(rsvp: Rsvp, *, was_at: datetime, now: datetime) -> Mail:
    return build_claim_mail(
        rsvp,
        category=None,
        subject=_("New time: %(title)s"),
        template="events/seats/emails/move.html",
        attachment=calendar_attachment(rsvp, now=now),
        was_at=was_at,
    )


def _change(rsvp: Rsvp, *, now: datetime) -> Mail:
    return build_claim_mail(
        rsvp,
        category=Category.SEATS,
        subject=_("A change: %(title)s"),
        template="events/seats/emails/change.html",
        attachment=calendar_attachment(rsvp, now=now),
    )


def _cancellation(rsvp: Rsvp, *, now: datetime) -> Mail:
    return build_claim_mail(
        rsvp,
        category=None,
        subject=_("Cancelled: %(title)s"),
        template="events/seats/emails/event_cancellation.html",
        attachment=_cancelled_entry(rsvp, now=now),
        repeat=_repeat(rsvp, now=now),
    )


def claims_not_over(community: Community, *, now: datetime) -> RsvpQuerySet[Rsvp]:
    """Claims on events that are neither cancelled nor over."""
    claims = Rsvp.objects.within(community).filter(event__state__in=("SCHEDULED", "LIVE"))
    return claims.filter(event__ends_at__gt=now)


def _cancelled_claims(community: Community, *, now: datetime) -> RsvpQuerySet[Rsvp]:
    claims = Rsvp.objects.within(community).filter(event__state="CANCELLED")
    return claims.filter(event__ends_at__gt=now)


def find_claim(claims: RsvpQuerySet[Rsvp], *, rsvp_id: int) -> Rsvp | None:
    """One of the claims, with all that `build_claim_mail` reads."""
    related = ("event__revision", "event__host__user", "event__community", "segment")
    people = ("membership__user", "membership__community")
    return claims.select_related(*related, *people).filter(pk=rsvp_id).first()


def build_claim_mail(
    rsvp: Rsvp,
    *,
    category: str | None,
    subject: Promise,
    template: str,
    attachment: MIMEText | None = None,
    **context: object,
) -> Mail:
    """To the member whose claim it is, with the handle they go by where the event is blind."""
    return mail_about(
        rsvp.event,
        to=rsvp.membership,
        category=category,
        subject=subject,
        template=template,
        attachment=attachment,
        rsvp=rsvp,
        handle=own_handle(rsvp.event, membership=rsvp.membership),
        host_name=rsvp.event.host.user.get_short_name(),
        **context,
    )


def calendar_attachment(rsvp: Rsvp, *, now: datetime) -> MIMEText | None:
    """The calendar file of a place; None for those who wait or are offered a seat."""
    return _calendar_file(rsvp, ics.invitation, method="REQUEST", now=now)


def _cancelled_entry(rsvp: Rsvp, *, now: datetime) -> MIMEText | None:
    return _calendar_file(rsvp, ics.cancellation, method="CANCEL", now=now)


def _calendar_file(
    rsvp: Rsvp, build: Callable[..., bytes], *, method: str, now: datetime
) -> MIMEText | None:
    if rsvp.confirmed_at is None:
        return None
    earlier = rsvp.event.rsvps.filter(membership=rsvp.membership, pk__lt=rsvp.pk).count()
    with speaking_to(user=rsvp.membership.user, community=rsvp.membership.community):
        return ics.part(build(rsvp=rsvp, claims_before=earlier, now=now), method=method)


def _is_told_by_reminder(rsvp: Rsvp, *, asked_at: datetime) -> bool:
    is_at_once = is_reminded_at_once(asked_at=asked_at, starts_at=rsvp.event.starts_at)
    return is_at_once and wants_mail(membership=rsvp.membership, category=Category.REMINDERS)


def _repeat(rsvp: Rsvp, *, now: datetime) -> NextRepeat | None:
    return next_repeat(rsvp.event, membership=rsvp.membership, now=now)
