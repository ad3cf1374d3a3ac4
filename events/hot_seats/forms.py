from django import forms
from django.utils.translation import gettext_lazy as _

from config.kernel.forms import LineField, UseCaseForm
from events.hot_seats.rules import REASON_MAX_LENGTH, REASON_MIN_LENGTH


class OverrideForm(UseCaseForm):
    """Why somebody comes before those ahead of them in the queue."""

    reason = LineField(
        label=_("Why out of order"),
        min_length=REASON_MIN_LENGTH,
        max_length=REASON_MAX_LENGTH,
        help_text=_("Everyone who has a seat in the room can read it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
