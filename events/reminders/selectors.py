from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from events.reminders.models import Reminder

LATE = timedelta(minutes=5)


def oldest_unsent_reminder(*, now: datetime) -> str | None:
    """What operators should know of reminders that wait. Needs a scope over all communities."""
    late = Reminder.objects.everywhere().due(now - LATE).order_by("due_at", "id")
    due_at = late.values_list("due_at", flat=True).first()
    if due_at is None:
        return None
    when = date_format(timezone.localtime(due_at), "j M, H:i")
    return _("A reminder has been waiting to be announced since %(when)s.") % {"when": when}
