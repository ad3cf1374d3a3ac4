"""The world's time zones, as people choose them."""

from functools import lru_cache
from importlib import resources
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from config.kernel.components import city

REGIONS = {
    "Africa": _("Africa"),
    "America": _("America"),
    "Antarctica": _("Antarctica"),
    "Arctic": _("Arctic"),
    "Asia": _("Asia"),
    "Atlantic": _("Atlantic"),
    "Australia": _("Australia"),
    "Europe": _("Europe"),
    "Indian": _("Indian Ocean"),
    "Pacific": _("Pacific"),
}
Choices = list[tuple[str, list[tuple[str, str]]]]


def is_zone(name: str) -> bool:
    """Whether this is an IANA zone that Python knows."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def zone_choices() -> Choices:
    """Zones grouped by part of the world, in words of the active language, for a `<select>`."""
    return _choices(get_language() or "en")


@lru_cache(maxsize=16)
def _choices(_language: str) -> Choices:
    names = _names()
    return [
        *((str(label), _labelled(names, region)) for region, label in REGIONS.items()),
        ("UTC", [("UTC", "UTC")]),
    ]


def _labelled(names: list[str], region: str) -> list[tuple[str, str]]:
    labelled = [(name, city(name)) for name in names if name.startswith(f"{region}/")]
    return sorted(labelled, key=lambda choice: choice[1])


@lru_cache(maxsize=1)
def _names() -> list[str]:
    """The zones in use, without old spellings, from the table of the tz database."""
    table = resources.files("tzdata.zoneinfo").joinpath("zone.tab").read_text("utf-8")
    rows = (line.split("\t") for line in table.splitlines() if not line.startswith("#"))
    return [row[2] for row in rows]
