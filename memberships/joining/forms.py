from django import forms
from django.utils.translation import gettext_lazy as _

from config.kernel.forms import UseCaseForm
from memberships.communities.forms import RolesForm


class JoinRequestForm(UseCaseForm):
    message = forms.CharField(
        label=_("A few words about you"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Those who look after the community read them."),
    )


class InvitationForm(RolesForm):
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    field_order = ("email", "roles")
