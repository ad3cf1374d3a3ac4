from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from config.kernel.deployment import languages
from config.kernel.zones import Choices, zone_choices
from memberships.people.models import User


def _zone_choices() -> Choices:
    unset = (str(_("As the community says")), [("", str(_("The community's own time")))])
    return [unset, *zone_choices()]


class NameForm(forms.Form):
    """What sign-up asks for besides the address and the password."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        help_text=_("As you want others in a community to see it."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def signup(self, _request: Any, _user: User) -> None:
        """Required by allauth; the adapter has already saved the name."""


class ProfileForm(NameForm):
    time_zone = forms.ChoiceField(
        label=_("Your time zone"),
        choices=_zone_choices,
        required=False,
        help_text=_("We show times and write mail in it. Type the first letters of your city."),
    )
    locale = forms.ChoiceField(label=_("Your language"), choices=languages)
