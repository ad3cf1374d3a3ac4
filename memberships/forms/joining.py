from django import forms
from django.utils.translation import gettext_lazy as _

from memberships.models import Membership

ROLES = [choice for choice in Membership.Role.choices if choice[0] != Membership.Role.MEMBER]


class JoinRequestForm(forms.Form):
    message = forms.CharField(
        label=_("A few words about you"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Those who look after the community read them."),
    )


class RolesForm(forms.Form):
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=ROLES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "Instructors schedule and host. Moderators look after people. Owners do everything. "
            "With none of these, it is a plain member."
        ),
    )

    def clean_roles(self) -> set[str]:
        return set(self.cleaned_data["roles"])


class InvitationForm(RolesForm):
    email = forms.EmailField(
        label=_("E-mail address"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "off"}),
    )

    field_order = ("email", "roles")
