from collections.abc import Iterable
from typing import Any

from django import forms
from django.forms.renderers import TemplatesSetting
from django.template import TemplateDoesNotExist, engines


class WidgetRenderer(TemplatesSetting):
    """Looks for Django's own widgets where they are, before it asks every engine."""

    def get_template(self, template_name: str) -> Any:
        try:
            return engines["widgets"].get_template(template_name)
        except TemplateDoesNotExist:
            return super().get_template(template_name)


class LineField(forms.CharField):
    """Text on one line: line breaks and repeated spaces become single spaces."""

    def to_python(self, value: Any) -> Any:
        words = super().to_python(value)
        return " ".join(words.split()) if words else words


class DayField(forms.DateField):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class UseCaseForm(forms.Form):
    """A form for `submit_form`: it says what to call a use case with."""

    def arguments(self) -> dict[str, Any]:
        """The keyword arguments of the use case; needs a valid form."""
        return self.cleaned_data


class PressForm(UseCaseForm):
    """A button without fields; its use case can still refuse."""


def offer_choices(field: forms.Field, choices: Iterable[Any]) -> None:
    """Let this choice field of one form offer these choices instead of its own."""
    if isinstance(field, forms.ChoiceField):
        field.choices = list(choices)
