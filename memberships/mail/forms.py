from django import forms
from django.utils.translation import gettext_lazy as _

from config.kernel.forms import UseCaseForm
from memberships.mail.models import NotificationPreference


class MailChoiceForm(UseCaseForm):
    """Which kinds of mail one community may send."""

    membership = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**63 - 1)
    wanted = forms.MultipleChoiceField(
        label=_("Mail me"),
        choices=NotificationPreference.Category.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
