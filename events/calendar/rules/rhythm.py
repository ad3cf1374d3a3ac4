from datetime import date

from django.template.defaultfilters import date as date_words
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from events.calendar.rules.recurrence import Parts, parts_of


def repeats(rule: str) -> str:
    """A series' rule in words, or the rule itself where we have no words for it."""
    parts = parts_of(rule)
    rhythm = _rhythm(parts)
    return f"{rhythm}{_end(parts)}" if rhythm else rule


def _rhythm(parts: Parts) -> str:
    if not parts.keys() <= {"FREQ", "INTERVAL", "BYDAY", "COUNT", "UNTIL"}:
        return ""
    interval, days = int(parts.get("INTERVAL", "1")), parts.get("BYDAY", "")
    if parts["FREQ"] == "DAILY":
        words = ngettext("Every day", "Every %(count)d days", interval) % {"count": interval}
        return "" if days else words
    if parts["FREQ"] == "WEEKLY":
        words = ngettext("Every week", "Every %(count)d weeks", interval) % {"count": interval}
        return _on_days(words, days)
    return _monthly(days) if interval == 1 else ""


def _on_days(rhythm: str, days: str) -> str:
    if not days:
        return rhythm
    names = ", ".join(_weekdays()[day] for day in days.split(","))
    return _("%(rhythm)s on %(days)s") % {"rhythm": rhythm, "days": names}


def _monthly(days: str) -> str:
    rhythm = _("Every month")
    pairs = [(day[:-2].lstrip("+"), day[-2:]) for day in days.split(",") if day]
    if not pairs or not all(nth in _nths() for nth, _day in pairs):
        return "" if days else rhythm
    names = ", ".join(
        _("the %(nth)s %(day)s") % {"nth": _nths()[nth], "day": _weekdays()[day]}
        for nth, day in pairs
    )
    return _("%(rhythm)s on %(days)s") % {"rhythm": rhythm, "days": names}


def _end(parts: Parts) -> str:
    if "UNTIL" in parts:
        until = parts["UNTIL"]
        last = date(int(until[:4]), int(until[4:6]), int(until[6:8]))
        return _(", until %(day)s") % {"day": date_words(last, "j M Y")}
    if "COUNT" in parts:
        count = int(parts["COUNT"])
        return ngettext(", once", ", %(count)d times", count) % {"count": count}
    return ""


def _weekdays() -> dict[str, str]:
    return {
        "MO": pgettext("on this day", "Monday"),
        "TU": pgettext("on this day", "Tuesday"),
        "WE": pgettext("on this day", "Wednesday"),
        "TH": pgettext("on this day", "Thursday"),
        "FR": pgettext("on this day", "Friday"),
        "SA": pgettext("on this day", "Saturday"),
        "SU": pgettext("on this day", "Sunday"),
    }


def _nths() -> dict[str, str]:
    return {
        "1": _("first"),
        "2": _("second"),
        "3": _("third"),
        "4": _("fourth"),
        "-1": _("last"),
    }
