"""From a local time to a moment, also where clocks change."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Refusal

MAX_AHEAD = timedelta(days=2 * 366)


class NoSuchTime(Refusal):
    """The clocks skip this local time on this day."""


class TimeHasPassed(Refusal):
    """The moment has passed."""


class TooFarAhead(Refusal):
    words = _("This is more than two years ahead. Choose a nearer day.")
    field = "date"


@dataclass(frozen=True, slots=True)
class Landing:
    """The moment of a local time, and the local time that clocks then show."""

    starts_at: datetime
    on: date
    at: time
    is_moved: bool


def land(*, on: date, at: time, zone: str) -> Landing:
    """A skipped time moves forward by what is skipped; of a repeated one, the first counts."""
    wanted = datetime.combine(on, at, tzinfo=ZoneInfo(zone))
    starts_at = wanted.astimezone(UTC)
    read = starts_at.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
    is_moved = read != wanted.replace(tzinfo=None)
    return Landing(starts_at=starts_at, on=read.date(), at=read.time(), is_moved=is_moved)


def land_exactly(*, on: date, at: time, zone: str) -> Landing:
    """Refuses a local time that the clocks skip."""
    landing = land(on=on, at=at, zone=zone)
    if landing.is_moved:
        words = _("The clocks go forward that day and skip %(at)s. Choose another time.")
        raise NoSuchTime(words % {"at": at.strftime("%H:%M")}, field="time")
    return landing


def ensure_near(*, on: date, zone: str, now: datetime) -> None:
    """Refuses days before today and more than two years ahead, in that zone."""
    today = now.astimezone(ZoneInfo(zone)).date()
    if on < today:
        raise TimeHasPassed(_("This day has passed. Choose one ahead."), field="date")
    if on > today + MAX_AHEAD:
        raise TooFarAhead


def ensure_ahead(landing: Landing, *, now: datetime) -> None:
    if landing.starts_at <= now:
        raise TimeHasPassed(_("This time has passed. Choose one ahead."), field="time")


def local_day(*, moment: datetime, zones: Iterable[str]) -> date:
    """The calendar day of a moment in the first of these zones that is known, else in UTC."""
    for name in zones:
        try:
            return moment.astimezone(ZoneInfo(name)).date()
        except (ZoneInfoNotFoundError, ValueError, OSError):
            continue
    return moment.astimezone(ZoneInfo("UTC")).date()
