"""RFC 5545 rules for days: read strictly, expanded by dateutil, always within bounds."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import takewhile
from typing import Self
from zoneinfo import ZoneInfo

from dateutil.rrule import rrulestr
from django.utils.translation import gettext_lazy as _

from config.kernel.errors import Refusal

MAX_RULE_LENGTH = 200
MAX_FIRST_WAIT = timedelta(days=366)
ONE_DAY = timedelta(days=1)
NEAR = timedelta(days=6)
WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_DAY = "(MO|TU|WE|TH|FR|SA|SU)"
_NTH_DAY = rf"([+-]?[1-5])?{_DAY}"
_MONTH_DAY = r"-?([1-9]|[12]\d|3[01])"
_SHAPES = {
    "FREQ": r"DAILY|WEEKLY|MONTHLY",
    "INTERVAL": r"[1-9]|[1-4]\d|5[0-2]",
    "COUNT": r"[1-9]\d{0,2}",
    "UNTIL": r"\d{8}(T\d{6}Z?)?",
    "WKST": _DAY,
    "BYMONTH": r"([1-9]|1[0-2])(,([1-9]|1[0-2]))*",
    "BYMONTHDAY": rf"{_MONTH_DAY}(,{_MONTH_DAY})*",
    "BYDAY": rf"{_NTH_DAY}(,{_NTH_DAY})*",
    "BYSETPOS": r"-?[1-5](,-?[1-5])*",
}
_MONTHLY_ONLY = ("BYMONTHDAY", "BYSETPOS")
_TOO_OFTEN = ("HOURLY", "MINUTELY", "SECONDLY")
Parts = dict[str, str]


class RuleRefused(Refusal):
    """A rule that cannot be read, comes too often, or never comes to a day."""

    field = "rule"


@dataclass(frozen=True, slots=True)
class Recurrence:
    """Days by a rule from `starts_on` on; `rule` is in canonical form, without DTSTART."""

    rule: str
    starts_on: date

    @classmethod
    def read(cls, text: str, *, starts_on: date, at: time, zone: str) -> Self:
        """Refuses all but rules of days, weeks or months whose first day is within a year.

        `at` and `zone` turn an UNTIL that is a moment into the last day.
        """
        parts = _read_parts(text)
        if "UNTIL" in parts:
            parts["UNTIL"] = _last_day(parts["UNTIL"], at=at, zone=zone)
        recurrence = cls(rule=joined(parts), starts_on=starts_on)
        recurrence._ensure_comes_soon()
        return recurrence

    def days(self, *, since: date, before: date) -> list[date]:
        """The days in [since, before), in order."""
        return list(takewhile(lambda day: day < before, self._from(max(since, self.starts_on))))

    def comes_after(self, day: date) -> bool:
        """Whether the rule has a day from this one on."""
        return next(self._from(day), None) is not None

    def first(self) -> date | None:
        return next(self._from(self.starts_on), None)

    def rest_from(self, day: date) -> Parts:
        """The parts of the rule as seen from this day: a COUNT is what is left of it."""
        parts = parts_of(self.rule)
        if "COUNT" in parts:
            before = self.days(since=self.starts_on, before=day)
            parts["COUNT"] = str(max(1, int(parts["COUNT"]) - len(before)))
        return parts

    def _from(self, day: date) -> Iterator[date]:
        """Days from this one on, computed in the last cycle of the calendar that dateutil knows.

        The calendar repeats every 400 years. There, a rule that never comes to a day ends within
        those years instead of after eight thousand.
        """
        away = (date.max.year - self.starts_on.year) // 400 * 400
        parts = parts_of(self.rule)
        last = _day_of(parts.pop("UNTIL")) if "UNTIL" in parts else date.max
        rule = rrulestr(joined(parts), dtstart=_midnight(_years_on(self.starts_on, away)))
        for moment in rule.xafter(_midnight(_years_on(day, away)), inc=True):
            found = _years_on(moment.date(), -away)
            if found > last:
                return
            yield found

    def _ensure_comes_soon(self) -> None:
        first = self.first()
        if first is None:
            raise RuleRefused(_("This rule never comes to a day. Check its parts."))
        if first > self.starts_on + MAX_FIRST_WAIT:
            raise RuleRefused(_("By this rule the first event is more than a year away."))


def parts_of(rule: str) -> Parts:
    return dict(pair.split("=", 1) for pair in rule.split(";"))


def joined(parts: Mapping[str, str]) -> str:
    return ";".join(f"{name}={parts[name]}" for name in _SHAPES if name in parts)


def nth_of_month(day: date) -> int:
    """Which of its weekday in the month: 1 to 4, or -1 for a fifth, which is the last."""
    nth = (day.day + 6) // 7
    return nth if nth < 5 else -1  # noqa: PLR2004  not every month has a fifth


def weekday_of(day: date) -> str:
    return WEEKDAYS[day.weekday()]


def paired(
    *, old: Mapping[int, date], new_days: Sequence[date], shift: timedelta
) -> dict[int, date]:
    """Which new day each old one becomes; leaves out those with none within six days.

    Days that lie exactly `shift` later come first, so that a whole series moves as one.
    """
    free = dict.fromkeys(new_days)
    found: dict[int, date] = {}
    for key, day in old.items():
        if day + shift in free:
            found[key] = day + shift
            del free[day + shift]
    for key, day in old.items():
        nearest = _nearest(day, among=free)
        if key not in found and nearest is not None:
            found[key] = nearest
            del free[nearest]
    return found


def _nearest(day: date, *, among: Iterable[date]) -> date | None:
    """The nearest of these within six days; the earlier of two."""
    near = [(abs(other - day), other) for other in among if abs(other - day) <= NEAR]
    return min(near)[1] if near else None


def _read_parts(text: str) -> Parts:
    if len(text) > MAX_RULE_LENGTH:
        raise RuleRefused(_("This rule is too long: 200 characters at most."))
    plain = text.strip().upper().removeprefix("RRULE:").strip("; ")
    parts: Parts = {}
    for pair in plain.split(";"):
        name, _equals, value = (piece.strip() for piece in pair.partition("="))
        _ensure_part(name, value, is_again=name in parts)
        parts[name] = value
    _ensure_whole(parts)
    return parts


def _ensure_part(name: str, value: str, *, is_again: bool) -> None:
    if value in _TOO_OFTEN or name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        raise RuleRefused(_("Once a day is the most: use FREQ=DAILY, WEEKLY or MONTHLY."))
    shape = _SHAPES.get(name)
    if is_again or shape is None or not re.fullmatch(shape, value, re.ASCII):
        words = _("We cannot read the part “%(part)s” of this rule.")
        raise RuleRefused(words % {"part": f"{name}={value}"[:40]})


def _ensure_whole(parts: Parts) -> None:
    if "FREQ" not in parts:
        raise RuleRefused(_("A rule needs FREQ=DAILY, WEEKLY or MONTHLY."))
    if "COUNT" in parts and "UNTIL" in parts:
        raise RuleRefused(_("A rule ends by COUNT or by UNTIL, not by both."))
    if parts["FREQ"] == "MONTHLY":
        return
    if any(name in parts for name in _MONTHLY_ONLY) or re.search(r"\d", parts.get("BYDAY", "")):
        raise RuleRefused(_("A numbered day of the month needs FREQ=MONTHLY."))


def _last_day(until: str, *, at: time, zone: str) -> str:
    """The last day on which an event at this local time still starts by that moment."""
    day = _day_of(until[:8])
    if "T" in until:
        day -= _is_over_before(until, at=at, zone=zone, day=day) * ONE_DAY
    return day.strftime("%Y%m%d")


def _is_over_before(until: str, *, at: time, zone: str, day: date) -> bool:
    try:
        end = datetime.strptime(until[:15], "%Y%m%dT%H%M%S").replace(tzinfo=UTC)
    except ValueError as unread:
        raise _bad_until(until) from unread
    read_in = ZoneInfo(zone) if not until.endswith("Z") else UTC
    return datetime.combine(day, at, tzinfo=ZoneInfo(zone)) > end.replace(tzinfo=read_in)


def _day_of(text: str) -> date:
    try:
        return datetime.strptime(text, "%Y%m%d").replace(tzinfo=UTC).date()
    except ValueError as unread:
        raise _bad_until(text) from unread


def _bad_until(text: str) -> RuleRefused:
    words = _("We cannot read the part “%(part)s” of this rule.")
    return RuleRefused(words % {"part": f"UNTIL={text}"})


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time())


def _years_on(day: date, years: int) -> date:
    return day.replace(year=day.year + years)
