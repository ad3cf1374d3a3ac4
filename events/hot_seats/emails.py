from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from config.kernel.models import Fact
from events.calendar.emails import mail_about
from events.hot_seats.facts import HOT_SEAT_CLOSED, HOT_SEAT_OFFERED
from events.hot_seats.models import HotSeatRequest
from memberships.mail.emails import Mail, sent_on
from memberships.mail.models import NotificationPreference


@sent_on(HOT_SEAT_OFFERED, name="events.mail_hot_seat_offer")
def mail_hot_seat_offer(fact: Fact) -> Mail | None:
    """The link opens the page; only pressing a button there accepts."""
    request = _request(fact, state=HotSeatRequest.State.OFFERED)
    if request is None or request.held_until is None or request.held_until <= timezone.now():
        return None
    return _mail(
        request,
        subject=_("The hot seat is yours if you want it: %(title)s"),
        template="events/hot_seats/emails/hot_seat_offer.html",
    )


@sent_on(HOT_SEAT_CLOSED, name="events.mail_hot_seat_lapse")
def mail_hot_seat_lapse(fact: Fact) -> Mail | None:
    """None for those who declined, withdrew or have asked again."""
    if fact.data["way"] != HotSeatRequest.State.LAPSED:
        return None
    request = _request(fact, state=HotSeatRequest.State.LAPSED)
    if request is None or request.offered_at is None:
        return None
    anew = HotSeatRequest.objects.within(fact.home).active().filter(event_id=request.event_id)
    if anew.filter(membership_id=request.membership_id).exists():
        return None
    return _mail(
        request,
        subject=_("The hot seat went to the next: %(title)s"),
        template="events/hot_seats/emails/hot_seat_lapse.html",
    )


def _request(fact: Fact, *, state: str) -> HotSeatRequest | None:
    """The request, if it is in this state, of a member who has a seat at an event not yet over."""
    related = ("event__host__user", "membership__user", "membership__community")
    requests = HotSeatRequest.objects.within(fact.home).filter(
        pk=fact.subject_id,
        state=state,
        event__state__in=("SCHEDULED", "LIVE"),
        event__ends_at__gt=timezone.now(),
        rsvp__state="GOING",
    )
    return requests.select_related(*related).first()


def _mail(request: HotSeatRequest, *, subject: Promise, template: str) -> Mail:
    return mail_about(
        request.event,
        to=request.membership,
        category=NotificationPreference.Category.SEATS,
        subject=subject,
        template=template,
        host_name=request.event.host.user.get_short_name(),
        until=request.held_until,
    )
