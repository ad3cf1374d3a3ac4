from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Refusal
from events.calendar.models.events import Event
from events.calendar.rules.arrangements import Arrangement


class NamesPromised(Refusal):
    words = _("Somebody has taken a place already, so what they were told of names stays.")
    field = "blindness"


def ensure_names_as_promised(event: Event, arrangement: Arrangement) -> None:
    """Refuses to change who sees names once a member has claimed a place."""
    if arrangement.changes_blindness(event.blindness) and event.rsvps.exists():
        raise NamesPromised
