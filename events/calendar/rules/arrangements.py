"""How an event is arranged: when, where and with which host."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Self

from events.calendar.rules.local_time import Landing, land

HORIZON = timedelta(weeks=8)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """`on` and `at` are local to `zone` (IANA); `host_id` is a membership's.

    A new event without a title, or with 0 rooms, takes its template's. `blindness` is a
    TemplateRevision.Blindness, or empty: what the event or its template says already.
    """

    title: str
    on: date
    at: time
    zone: str
    host_id: int
    rooms: int
    region: str = ""
    meeting_url: str = ""
    blindness: str = ""

    def landing(self) -> Landing:
        """Where it comes to; a time that the clocks skip moves forward."""
        return land(on=self.on, at=self.at, zone=self.zone)

    def or_else(self, *, title: str, rooms: int) -> Self:
        """With these where it says nothing of its own."""
        return replace(self, title=self.title or title, rooms=self.rooms or rooms)
