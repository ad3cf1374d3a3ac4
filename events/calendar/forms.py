from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from config.kernel.forms import LineField, UseCaseForm
from events.calendar.models.templates import TemplateRevision
from events.calendar.rules.formats import (
    MAX_DURATION_MINUTES,
    MAX_ROOMS,
    MAX_STEPS,
    MIN_DURATION_MINUTES,
    ROOM_CAPACITY,
    Format,
    Step,
)

ROWS_AT_FIRST = 5
MAX_BROADCAST = 100_000
CHOOSE: tuple[str, Any] = ("", _("Choose"))


class StepForm(forms.Form):
    """One row of the ritual; an empty row is ignored."""

    kind = forms.ChoiceField(label=_("Step"), choices=[CHOOSE, *TemplateRevision.StepKind.choices])
    minutes = forms.IntegerField(label=_("Minutes"), min_value=1, max_value=MAX_DURATION_MINUTES)
    words = forms.CharField(
        label=_("Words for the host"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 1}),
    )


if TYPE_CHECKING:
    StepRows = forms.BaseFormSet[StepForm]
else:
    StepRows = forms.BaseFormSet  # not generic at run time


class BaseSteps(StepRows):
    """The rows of a ritual; each may stay empty."""

    default_error_messages = {
        "missing_management_form": _("The steps did not arrive whole. Load the page again."),
        "too_many_forms": ngettext_lazy(
            "A ritual has at most %(num)d step.", "A ritual has at most %(num)d steps.", "num"
        ),
    }

    def initial_form_count(self) -> int:
        return 0

    def add_fields(self, form: StepForm, index: int | None) -> None:
        super().add_fields(form, index)
        form.fields["DELETE"].label = _("Remove this step")

    def steps(self) -> tuple[Step, ...]:
        rows = [row for row in self.forms if row.has_changed()]
        kept = [row.cleaned_data for row in rows if not row.cleaned_data.get("DELETE")]
        return tuple(Step(row["kind"], row["minutes"], row["words"]) for row in kept)


StepFormSet = forms.formset_factory(
    StepForm,
    formset=BaseSteps,
    max_num=MAX_STEPS,
    absolute_max=2 * MAX_STEPS,
    validate_max=True,
    can_delete=True,
)


class TemplateForm(UseCaseForm):
    """A format, with the rows of its ritual in `steps`."""

    title = LineField(label=_("Title"), max_length=120)
    purpose = forms.CharField(
        label=_("What it is for"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Members read this before they take a seat."),
    )
    kind = forms.ChoiceField(label=_("Kind"), choices=TemplateRevision.Kind.choices)
    slot_class = forms.ChoiceField(
        label=_("Slot class"),
        choices=TemplateRevision.SlotClass.choices,
        initial=TemplateRevision.SlotClass.STANDARD,
        help_text=_("High-value slots are for experienced hosts."),
    )
    micro_task = LineField(
        label=_("Micro-task"),
        max_length=200,
        required=False,
        help_text=_("The small task that members are offered at the end. They may change it."),
    )
    is_intention_required = forms.BooleanField(
        label=_("Members say what they want to leave with"), required=False, initial=True
    )
    seats_per_room = forms.IntegerField(
        label=_("Seats in a room"), min_value=2, max_value=ROOM_CAPACITY, initial=ROOM_CAPACITY
    )
    rooms = forms.IntegerField(label=_("Rooms"), min_value=1, max_value=MAX_ROOMS, initial=1)
    is_waitlist_fair = forms.BooleanField(
        label=_("In a full event, those without a seat in the last 30 days come first"),
        required=False,
    )
    blindness = forms.ChoiceField(
        label=_("Names"),
        choices=TemplateRevision.Blindness.choices,
        initial=TemplateRevision.Blindness.NONE,
        help_text=_(
            "With handles, nobody sees who the others are, hosts included. After the event two"
            " people can reveal themselves to each other, if both want to."
        ),
    )
    has_broadcast = forms.BooleanField(
        label=_("Others may watch without a seat"), required=False, initial=True
    )
    broadcast_capacity = forms.IntegerField(
        label=_("Places to watch"),
        min_value=1,
        max_value=MAX_BROADCAST,
        required=False,
        help_text=_("Leave it empty for no limit."),
    )
    duration = forms.IntegerField(
        label=_("Duration in minutes"),
        min_value=MIN_DURATION_MINUTES,
        max_value=MAX_DURATION_MINUTES,
        initial=45,
        help_text=_("30 to 60 minutes. The steps add up to it."),
    )

    def __init__(
        self, data: QueryDict | None = None, *, initial: Mapping[str, Any] | None = None
    ) -> None:
        first = dict(initial or {})
        rows = first.pop("steps", [])
        super().__init__(data, initial=first)
        self.steps = cast("BaseSteps", StepFormSet(data, prefix="steps", initial=rows))
        self.steps.extra = min(MAX_STEPS, max(ROWS_AT_FIRST, len(rows)))

    def is_valid(self) -> bool:
        are_steps_valid = self.steps.is_valid()
        return super().is_valid() and are_steps_valid

    def arguments(self) -> dict[str, Any]:
        words = {**self.cleaned_data, "steps": self.steps.steps()}
        return {"wanted": Format(duration_minutes=words.pop("duration"), **words)}


def initial_of(wanted: Format) -> dict[str, Any]:
    """The initial data of the form: the template as it is, and an empty row for another step."""
    names = TemplateForm.base_fields.keys() - {"duration"}
    rows: list[dict[str, Any]] = [
        {"kind": step.kind, "minutes": step.minutes, "words": step.words} for step in wanted.steps
    ]
    return {
        **{name: getattr(wanted, name) for name in names},
        "duration": wanted.duration_minutes,
        "steps": [*rows, {}],
    }


def with_another_step(typed: QueryDict) -> TemplateForm:
    """The form as typed, not validated, without removed rows and with an empty one added."""
    names = TemplateForm.base_fields.keys()
    initial: dict[str, Any] = {name: typed.get(name) for name in names}
    rows = [row for index in range(2 * MAX_STEPS) if (row := _typed_row(typed, index))]
    initial["steps"] = [*rows, {}]
    return TemplateForm(initial=initial)


def _typed_row(typed: QueryDict, index: int) -> dict[str, str | None]:
    if typed.get(f"steps-{index}-DELETE"):
        return {}
    row = {name: typed.get(f"steps-{index}-{name}") for name in StepForm.base_fields}
    return row if any(row.values()) else {}
