from django import forms
from django.utils.translation import gettext_lazy as _

from config.kernel.forms import UseCaseForm
from events.hot_seats.rules import REASON_MAX_LENGTH, REASON_MIN_LENGTH
from events.seats.rules import on_one_line


class OverrideForm(UseCaseForm):
    """Why somebody comes before those who stand ahead of them."""

    reason = forms.CharField(
        label=_("Why out of order"),
        min_length=REASON_MIN_LENGTH,
        max_length=REASON_MAX_LENGTH,
        help_text=_("Everyone who has a seat in the room can read it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )

    def clean_reason(self) -> str:
        return on_one_line(self.cleaned_data["reason"])
