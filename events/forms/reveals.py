from django import forms
from django.utils.translation import gettext_lazy as _

from events.forms.day import LineField
from events.rules.handles import REASON_MAX_LENGTH, REASON_MIN_LENGTH


class ResolutionForm(forms.Form):
    """Why somebody who looks after people needs to know who a handle is."""

    reason = LineField(
        label=_("Why do you need to know?"),
        min_length=REASON_MIN_LENGTH,
        max_length=REASON_MAX_LENGTH,
        help_text=_("In 10 to 300 characters. It is kept together with your name."),
    )
