from datetime import date
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _

from config.kernel.forms import DayField, LineField, UseCaseForm, offer_choices
from config.kernel.zones import zone_choices
from events.calendar.models.templates import TemplateRevision
from events.calendar.rules.arrangements import Arrangement
from events.calendar.rules.formats import MAX_ROOMS
from events.calendar.rules.recurrence import (
    MAX_RULE_LENGTH,
    Parts,
    joined,
    nth_of_month,
    parts_of,
    weekday_of,
)
from events.scheduling.selectors import Choices

WEEKLY, FORTNIGHTLY, MONTHLY, OWN = "WEEKLY", "FORTNIGHTLY", "MONTHLY", "OWN"
NEVER, ON, AFTER = "NEVER", "ON", "AFTER"
MAX_COUNT = 500
WEEKDAY_CHOICES = [
    ("MO", _("Monday")),
    ("TU", _("Tuesday")),
    ("WE", _("Wednesday")),
    ("TH", _("Thursday")),
    ("FR", _("Friday")),
    ("SA", _("Saturday")),
    ("SU", _("Sunday")),
]
NTH_CHOICES = [
    ("", _("The week of the first day")),
    ("1", _("First week")),
    ("2", _("Second week")),
    ("3", _("Third week")),
    ("4", _("Fourth week")),
    ("-1", _("Last week")),
]


class ClockField(forms.TimeField):
    """A local time, to the minute."""

    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})

    def to_python(self, value: Any) -> Any:
        at = super().to_python(value)
        return at.replace(second=0, microsecond=0) if at else at


class ArrangementForm(UseCaseForm):
    """When, where and with which host."""

    title = LineField(label=_("Title"), max_length=120)
    date = DayField(label=_("Date"))
    time = ClockField(label=_("Time"))
    time_zone = forms.ChoiceField(label=_("Time zone"))
    host = forms.TypedChoiceField(label=_("Host"), coerce=int)
    rooms = forms.IntegerField(label=_("Rooms"), min_value=1, max_value=MAX_ROOMS)
    region = LineField(
        label=_("Region"),
        max_length=80,
        required=False,
        help_text=_("Where it is for, if it is for somewhere: a city, a country."),
    )
    meeting_url = forms.URLField(
        label=_("Meeting link"),
        max_length=500,
        required=False,
        assume_scheme="https",
        validators=[
            URLValidator(schemes=["https"], message=_("Use a link that begins with https://"))
        ],
        help_text=_("Shown to those with a place, shortly before the start."),
    )
    blindness = forms.ChoiceField(
        label=_("Names"),
        choices=TemplateRevision.Blindness.choices,
        required=False,
        help_text=_("Can be changed until somebody takes a place: they rely on it."),
    )

    def __init__(self, *args: Any, choices: Choices, **more: Any) -> None:
        super().__init__(*args, **more)
        zone = self.initial.setdefault("time_zone", choices.zone)
        self.initial.setdefault("host", choices.my_id)
        offer_choices(self.fields["host"], choices.hosts)
        offer_choices(self.fields["time_zone"], _zones_and(zone))

    def arrangement(self) -> Arrangement:
        typed = self.cleaned_data
        return Arrangement(
            title=typed["title"],
            on=typed["date"],
            at=typed["time"],
            zone=typed["time_zone"],
            host_id=typed["host"],
            rooms=typed["rooms"] or 0,
            region=typed["region"],
            meeting_url=typed["meeting_url"],
            blindness=typed.get("blindness", ""),
        )

    def arguments(self) -> dict[str, Any]:
        return {"arrangement": self.arrangement()}


class EventForm(ArrangementForm):
    """A new event from a template."""

    template = forms.TypedChoiceField(label=_("Template"), coerce=int)
    field_order = ("template", "title", "date", "time", "time_zone", "host", "rooms")

    def __init__(self, *args: Any, choices: Choices, **more: Any) -> None:
        super().__init__(*args, choices=choices, **more)
        offer_choices(self.fields["template"], choices.templates)
        if "blindness" in self.fields:
            as_template = ("", _("As the template says"))
            offer_choices(
                self.fields["blindness"], [as_template, *TemplateRevision.Blindness.choices]
            )
        for name in ("title", "rooms"):
            self.fields[name].required = False
            self.fields[name].help_text = _("Leave it empty to take the template's.")

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "template_id": self.cleaned_data["template"]}


class RepeatForm(ArrangementForm):
    """How often it repeats, in plain words or as an RFC 5545 rule.

    Names are shown as the template says; only a single event can change that.
    """

    blindness = None  # type: ignore[assignment]  # how Django takes a field away

    repeats = forms.ChoiceField(
        label=_("It comes again"),
        choices=[
            (WEEKLY, _("Every week")),
            (FORTNIGHTLY, _("Every two weeks")),
            (MONTHLY, _("Once a month")),
            (OWN, _("By a rule of my own")),
        ],
        initial=WEEKLY,
        widget=forms.RadioSelect,
    )
    weekdays = forms.MultipleChoiceField(
        label=_("On these days"),
        choices=WEEKDAY_CHOICES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Leave them empty to take the weekday of the date above."),
    )
    nth = forms.ChoiceField(
        label=_("In which week of the month"), choices=NTH_CHOICES, required=False
    )
    rule = forms.CharField(
        label=_("Your rule"),
        max_length=MAX_RULE_LENGTH,
        required=False,
        help_text=_("As in calendars (RFC 5545), for instance FREQ=MONTHLY;BYDAY=1MO,3MO"),
    )
    ends = forms.ChoiceField(
        label=_("Until when"),
        choices=[
            (NEVER, _("Until somebody ends it")),
            (ON, _("Until a day")),
            (AFTER, _("For a number of events")),
        ],
        initial=NEVER,
        widget=forms.RadioSelect,
    )
    until = DayField(label=_("Last day"), required=False)
    count = forms.IntegerField(
        label=_("How many events"), min_value=1, max_value=MAX_COUNT, required=False
    )

    def clean(self) -> dict[str, Any]:
        typed = super().clean() or self.cleaned_data
        self._need("rule", where=typed.get("repeats") == OWN)
        self._need("until", where=typed.get("ends") == ON)
        self._need("count", where=typed.get("ends") == AFTER)
        first, last = typed.get("date"), typed.get("until")
        if typed.get("ends") == ON and first and last and last < first:
            self.add_error("until", _("The last day lies before the first."))
        return typed

    def arguments(self) -> dict[str, Any]:
        return {**super().arguments(), "rule": self.rule_text()}

    def rule_text(self) -> str:
        typed = self.cleaned_data
        rule = typed["rule"].rstrip("; ") if typed["repeats"] == OWN else joined(_rhythm(typed))
        return rule + _end(typed)

    def _need(self, name: str, *, where: bool) -> None:
        if where and name not in self.errors and not self.cleaned_data.get(name):
            self.add_error(name, _("Fill this in."))


class SeriesForm(RepeatForm, EventForm):
    """A new series from a template."""


class FollowingForm(RepeatForm):
    """How a series continues from one of its events."""


class CancellationForm(UseCaseForm):
    reason = LineField(
        label=_("Why"), max_length=200, help_text=_("It goes into the mail to those with a place.")
    )


def arrangement_initial(arrangement: Arrangement) -> dict[str, Any]:
    return {
        "title": arrangement.title,
        "date": arrangement.on,
        "time": arrangement.at,
        "time_zone": arrangement.zone,
        "host": arrangement.host_id,
        "rooms": arrangement.rooms,
        "region": arrangement.region,
        "meeting_url": arrangement.meeting_url,
        "blindness": arrangement.blindness,
    }


def repeat_initial(parts: Parts, *, on: date) -> dict[str, Any]:
    """A rule in the form's plain words if they can say it, for an event on this day."""
    core = {name: value for name, value in parts.items() if name not in ("COUNT", "UNTIL")}
    return {**_friendly(core, on=on), **_end_initial(parts)}


def _friendly(core: Parts, *, on: date) -> dict[str, Any]:
    days = [day for day in core.get("BYDAY", "").split(",") if day]
    interval = core.get("INTERVAL", "1")
    is_plain = core.keys() <= {"FREQ", "INTERVAL", "BYDAY"}
    if is_plain and core.get("FREQ") == "WEEKLY" and interval in ("1", "2"):
        repeats = WEEKLY if interval == "1" else FORTNIGHTLY
        return {"repeats": repeats, "weekdays": _unless_same(days, [weekday_of(on)])}
    nth = {day[:-2].lstrip("+") for day in days}
    if is_plain and core.get("FREQ") == "MONTHLY" and interval == "1" and _is_nth(nth):
        names = [day[-2:] for day in days]
        same_week = nth == {str(nth_of_month(on))}
        return {
            "repeats": MONTHLY,
            "weekdays": _unless_same(names, [weekday_of(on)]),
            "nth": "" if same_week else nth.pop(),
        }
    return {"repeats": OWN, "rule": joined(core)}


def _is_nth(nth: set[str]) -> bool:
    return len(nth) == 1 and nth <= {value for value, _words in NTH_CHOICES if value}


def _unless_same(days: list[str], own: list[str]) -> list[str]:
    return [] if days == own else days


def _end_initial(parts: Parts) -> dict[str, Any]:
    if "COUNT" in parts:
        return {"ends": AFTER, "count": int(parts["COUNT"])}
    if "UNTIL" in parts:
        until = parts["UNTIL"]
        return {"ends": ON, "until": date(int(until[:4]), int(until[4:6]), int(until[6:8]))}
    return {"ends": NEVER}


def _rhythm(typed: dict[str, Any]) -> Parts:
    days = typed["weekdays"] or [weekday_of(typed["date"])]
    if typed["repeats"] == MONTHLY:
        nth = typed["nth"] or nth_of_month(typed["date"])
        return parts_of("FREQ=MONTHLY;BYDAY=" + ",".join(f"{nth}{day}" for day in days))
    interval = {"INTERVAL": "2"} if typed["repeats"] == FORTNIGHTLY else {}
    return {"FREQ": "WEEKLY", **interval, "BYDAY": ",".join(days)}


def _end(typed: dict[str, Any]) -> str:
    if typed["ends"] == ON:
        return f";UNTIL={typed['until']:%Y%m%d}"
    return f";COUNT={typed['count']}" if typed["ends"] == AFTER else ""


def _zones_and(zone: str) -> list[Any]:
    """All zones, and this one if it is known by an older name."""
    offered = zone_choices()
    known = {name for _region, zones in offered for name, _words in zones}
    return offered if zone in known else [(zone, zone), *offered]
