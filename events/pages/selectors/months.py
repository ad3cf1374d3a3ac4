from calendar import Calendar
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from config.kernel.transactions import reading
from events.calendar.models.events import Event
from memberships.communities.models import Membership
from memberships.communities.selectors import reader_zone

FIRST_YEAR, LAST_YEAR = 2000, 2100
DECEMBER = 12
WEEK = 7


@dataclass(frozen=True, slots=True)
class MonthDay:
    on: date
    is_of_month: bool
    is_today: bool
    events: list[Event]


@dataclass(frozen=True, slots=True)
class MonthPage:
    """Whole weeks, Monday first; `previous` and `following` are first days, None at the bounds."""

    first: date
    zone: str
    weeks: list[list[MonthDay]]
    previous: date | None
    following: date | None

    @property
    def previous_key(self) -> str:
        return f"{self.previous:%Y-%m}" if self.previous else ""

    @property
    def following_key(self) -> str:
        return f"{self.following:%Y-%m}" if self.following else ""

    @property
    def is_empty(self) -> bool:
        return not any(day.events for week in self.weeks for day in week)


@reading
def month_page(*, membership: Membership, year: int, month: int, now: datetime) -> MonthPage:
    """A month of events in the reader's zone. Raises DoesNotExist outside of 2000 to 2100."""
    return month_of(membership=membership, year=year, month=month, now=now)


def month_of(*, membership: Membership, year: int, month: int, now: datetime) -> MonthPage:
    """As `month_page`, in one statement. Needs a tenant scope."""
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= DECEMBER):
        raise Event.DoesNotExist
    zone = ZoneInfo(reader_zone(membership))
    days = [day for week in Calendar().monthdatescalendar(year, month) for day in week]
    events = _events(membership, first=days[0], last=days[-1], zone=zone)
    today = now.astimezone(zone).date()
    cells = [MonthDay(day, day.month == month, day == today, events.get(day, [])) for day in days]
    return MonthPage(
        first=date(year, month, 1),
        zone=zone.key,
        weeks=[cells[start : start + WEEK] for start in range(0, len(cells), WEEK)],
        previous=_beside(date(year, month, 1) - timedelta(days=1)),
        following=_beside(date(year, month, 28) + timedelta(days=4)),
    )


def _events(
    membership: Membership, *, first: date, last: date, zone: ZoneInfo
) -> dict[date, list[Event]]:
    begins = datetime.combine(first, time(), tzinfo=zone).astimezone(UTC)
    ends = datetime.combine(last + timedelta(days=1), time(), tzinfo=zone).astimezone(UTC)
    events = Event.objects.within(membership.community).published()
    rows = events.filter(starts_at__gte=begins, starts_at__lt=ends).order_by("starts_at", "pk")
    days = groupby(rows, key=lambda event: event.starts_at.astimezone(zone).date())
    return {day: list(events_of_day) for day, events_of_day in days}


def _beside(day: date) -> date | None:
    return day.replace(day=1) if FIRST_YEAR <= day.year <= LAST_YEAR else None
