from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import get_timezone_location
from django import template
from django.utils import timezone, translation
from django.utils.formats import date_format

register = template.Library()

DAY = "D j M"
DAY_OF_ANOTHER_YEAR = "D j M Y"
CLOCK = "H:i"


@dataclass(frozen=True)
class Shown:
    """A moment in one zone, in words of the active language."""

    start: str
    start_stamp: str
    end: str
    end_stamp: str
    place: str


@dataclass(frozen=True)
class Moment:
    """A moment in its own zone and, if the viewer's clock differs, in the viewer's."""

    there: Shown
    here: Shown | None


@register.simple_tag
def shown_moment(
    moment: datetime, zone: str | ZoneInfo | None = None, until: datetime | None = None
) -> Moment:
    """A moment (aware) in its own zone, and in the viewer's where the two clocks differ then."""
    mine = timezone.get_current_timezone()
    own = ZoneInfo(str(zone)) if zone else mine
    until = until or None
    there = _shown(moment=moment, until=until, zone=own)
    if moment.astimezone(own).utcoffset() == moment.astimezone(mine).utcoffset():
        return Moment(there=there, here=None)
    return Moment(there=there, here=_shown(moment=moment, until=until, zone=mine))


@register.filter
def city(zone: object) -> str:
    """The place a zone is named after, in the active language: Lisboa for Europe/Lisbon."""
    return _city(str(zone), translation.get_language() or "en")


@lru_cache(maxsize=1024)
def _city(zone: str, language: str) -> str:
    try:
        locale = Locale.parse(language, sep="-")
        return get_timezone_location(zone, locale=locale, return_city=True).rpartition("/")[2]
    except (LookupError, ValueError, UnknownLocaleError):
        return zone.rpartition("/")[2].replace("_", " ")


def _shown(*, moment: datetime, until: datetime | None, zone: object) -> Shown:
    start = moment.astimezone(zone)  # type: ignore[arg-type]  # Django types zones loosely
    end = until.astimezone(start.tzinfo) if until else None
    return Shown(
        start=_words(start),
        start_stamp=start.isoformat(),
        end=_end_words(start=start, end=end) if end else "",
        end_stamp=end.isoformat() if end else "",
        place=city(zone),
    )


def _end_words(*, start: datetime, end: datetime) -> str:
    return date_format(end, CLOCK) if end.date() == start.date() else _words(end)


def _words(moment: datetime) -> str:
    is_this_year = moment.year == timezone.localtime(timezone.now(), moment.tzinfo).year
    return date_format(moment, f"{DAY if is_this_year else DAY_OF_ANOTHER_YEAR}, {CLOCK}")
