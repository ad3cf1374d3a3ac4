from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from events.strikes.models import Strike
from memberships.mail.emails import absolute, compose
from memberships.mail.models import NotificationPreference


def empty_seat(strike: Strike) -> EmailMultiAlternatives:
    """Tells the member what was noted, and asks what happened."""
    event = strike.event
    path = reverse("events:standing_detail", args=[event.community.slug])
    return compose(
        membership=strike.membership,
        category=NotificationPreference.Category.SEATS,
        subject=_("Your seat stayed empty: %(title)s"),
        template="events/strikes/emails/empty_seat",
        context={
            "event": event,
            "title": event.title,
            "strike": strike,
            "is_absence": strike.kind == Strike.Kind.ABSENT,
            "page_url": absolute(path),
        },
    )
