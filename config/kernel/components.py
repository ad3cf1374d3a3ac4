"""What templates ask of Python: form keys, icons, the current link, rings of seats, moments."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from math import cos, pi, sin
from uuid import uuid4
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import get_timezone_location
from django.http import HttpRequest
from django.template.defaultfilters import date as date_words
from django.utils import timezone, translation
from django.utils.timezone import template_localtime  # type: ignore[attr-defined]
from lucide.jinja import lucide
from markupsafe import Markup

TURNING = frozenset({"arrow-left", "arrow-right", "chevron-left", "chevron-right", "log-out"})
EXACT = Markup(' aria-current="page"')
WITHIN = Markup(' aria-current="true"')
MOST_DOTS = 36
CENTRE = 50
RADIUS = 40
DAY = "D j M"
DAY_OF_ANOTHER_YEAR = "D j M Y"
CLOCK = "H:i"


def idempotency_field() -> Markup:
    """A hidden key that gives a form sent twice one effect. Each form that changes data has it."""
    return Markup('<input type="hidden" name="idempotency_key" value="{}">').format(uuid4())


@lru_cache(maxsize=256)
def icon(name: str, size: int = 20) -> Markup:
    """A lucide icon as inline SVG, hidden from screen readers: words stand beside it."""
    turns = " turns" if name in TURNING else ""
    svg = lucide(name, size=size, **{"class": f"icon{turns}", "aria_hidden": "true"})
    return Markup(svg)  # noqa: S704  # drawn by lucide from its own files


def current(request: HttpRequest, url: str, *others: str) -> str:
    """The `aria-current` attribute of a link: "page" on its page, "true" on pages beneath it.

    A page belongs to one link: name in `others` the links beneath this one's address.
    """
    if request.path == url:
        return EXACT
    if any(request.path.startswith(other) for other in others):
        return ""
    return WITHIN if request.path.startswith(url) else ""


def querystring(request: HttpRequest, **changes: object) -> str:
    """The query of this page's address with these changes; None takes a name out."""
    query = request.GET.copy()
    for name, value in changes.items():
        query.pop(name, None)
        if value is not None:
            query[name] = str(value)
    return f"?{query.urlencode()}"


def day_or_time(moment: date | None, form: str) -> str:
    """A day or a moment in Django's date format; a moment in the active zone."""
    return _in_words(template_localtime(moment), form) if moment else ""


def _in_words(moment: date, form: str) -> str:
    offset = moment.utcoffset() if isinstance(moment, datetime) else None
    return _kept_words(moment, form, offset, translation.get_language() or "en")


@lru_cache(maxsize=8192)
def _kept_words(moment: date, form: str, _offset: timedelta | None, _language: str) -> str:
    """Kept, since Django takes long for each and lists show the same ones again and again.

    Equal moments differ in words by their offset and by the language, so those are of the key.
    """
    return date_words(moment, form)


@dataclass(frozen=True)
class Dot:
    x: str
    y: str
    radius: str
    is_taken: bool


def ring_dots(taken: int, capacity: int) -> list[Dot]:
    """Dots on a circle in a 100 x 100 drawing, clockwise from the top, `taken` of them filled.

    Above 36 the ring is drawn in proportion; at least one dot is filled as soon as one is taken,
    and one stays empty as long as one is free.
    """
    taken = max(0, min(taken, capacity))
    total = min(capacity, MOST_DOTS)
    filled = _in_proportion(taken=taken, capacity=capacity, total=total)
    radius = min(7.0, 0.67 * pi * RADIUS / max(total, 1))
    return [_dot(place=place, total=total, radius=radius, filled=filled) for place in range(total)]


def _in_proportion(*, taken: int, capacity: int, total: int) -> int:
    if taken in (0, capacity):
        return min(taken, total)
    return max(1, min(total - 1, round(taken * total / capacity)))


def _dot(*, place: int, total: int, radius: float, filled: int) -> Dot:
    angle = 2 * pi * place / total
    return Dot(
        x=f"{CENTRE + RADIUS * sin(angle):.1f}",
        y=f"{CENTRE - RADIUS * cos(angle):.1f}",
        radius=f"{radius:.1f}",
        is_taken=place < filled,
    )


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
    return _in_words(end, CLOCK) if end.date() == start.date() else _words(end)


def _words(moment: datetime) -> str:
    is_this_year = moment.year == timezone.localtime(timezone.now(), moment.tzinfo).year
    return _in_words(moment, f"{DAY if is_this_year else DAY_OF_ANOTHER_YEAR}, {CLOCK}")
