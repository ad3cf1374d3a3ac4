from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.hot_seats.models import HotSeatRequest
from memberships.mail.emails import absolute, compose
from memberships.mail.models import NotificationPreference


def hot_seat_offer(request: HotSeatRequest) -> EmailMultiAlternatives:
    """The link opens the page; only pressing a button there accepts."""
    return _compose(
        request,
        subject=_("The hot seat is yours if you want it: %(title)s"),
        name="hot_seat_offer",
    )


def hot_seat_lapse(request: HotSeatRequest) -> EmailMultiAlternatives:
    return _compose(
        request, subject=_("The hot seat went to the next: %(title)s"), name="hot_seat_lapse"
    )


def _compose(request: HotSeatRequest, *, subject: object, name: str) -> EmailMultiAlternatives:
    event = request.event
    path = reverse("events:event_detail", args=[request.membership.community.slug, event.pk])
    return compose(
        membership=request.membership,
        category=NotificationPreference.Category.SEATS,
        subject=subject,  # type: ignore[arg-type]  # a lazy translation
        template=f"events/hot_seats/emails/{name}",
        context={
            "event": event,
            "title": event.title,
            "host_name": event.host.user.get_short_name(),
            "until": request.held_until,
            "event_url": f"{absolute(path)}#hot-seats",
        },
    )
