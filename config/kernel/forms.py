from typing import Any

from django import forms


class LineField(forms.CharField):
    """One line of words: line breaks and double blanks become single blanks."""

    def to_python(self, value: Any) -> Any:
        words = super().to_python(value)
        return " ".join(words.split()) if words else words


class DayField(forms.DateField):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class PressForm(forms.Form):
    """A button and nothing else; it can still be refused."""
