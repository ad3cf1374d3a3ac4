"""How an event is arranged: when, where and by which host."""

from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from typing import Self

from events.calendar.rules.local_time import Landing, land

HORIZON = timedelta(weeks=8)


@dataclass(frozen=True, slots=True)
class Arrangement:
    """`on` and `at` are local to `zone` (IANA); `host_id` is a membership's.

    A new event without a title, or with 0 rooms, takes its template's. `blindness` is a
    TemplateRevision.Blindness; empty keeps what the event or its template says.
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

    def changes_blindness(self, was: str) -> bool:
        return self.blindness not in ("", was)

    def landing(self) -> Landing:
        """When it starts. A time that the clocks skip moves forward."""
        return land(on=self.on, at=self.at, zone=self.zone)

    def or_else(self, *, title: str, rooms: int) -> Self:
        """The same, with this title and these rooms where it has none of its own."""
        return replace(self, title=self.title or title, rooms=self.rooms or rooms)
