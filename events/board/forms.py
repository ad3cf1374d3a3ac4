from django import forms
from django.utils.translation import gettext_lazy as _

from config.kernel.forms import UseCaseForm
from events.board.rules import CONTRIBUTION_MAX_LENGTH


class ContributionForm(UseCaseForm):
    text = forms.CharField(
        label=_("Write something"),
        max_length=CONTRIBUTION_MAX_LENGTH,
        help_text=_("Everybody in this community can read it. Markdown works."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
