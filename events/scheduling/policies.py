from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Refusal
from events.calendar.models.events import Event
from events.calendar.rules.arrangements import Arrangement


class NamesPromised(Refusal):
    """Somebody has a place and was told who sees their name."""


def ensure_names_as_promised(event: Event, arrangement: Arrangement) -> None:
    """Refuses to change who sees names once somebody has claimed a place."""
    is_other = arrangement.blindness not in ("", event.blindness)
    if is_other and event.rsvps.exists():
        raise NamesPromised(
            _("Somebody has taken a place already, so what they were told of names stays."),
            field="blindness",
        )
