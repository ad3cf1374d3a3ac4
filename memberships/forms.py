from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from memberships.models import User


class NameForm(forms.Form):
    """What sign-up asks beside the address and the password."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        help_text=_("As you want others in a community to see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def signup(self, _request: Any, user: User) -> None:
        """Called by allauth before it saves the new person."""
        user.name = self.cleaned_data["name"]
