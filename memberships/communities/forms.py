from django import forms
from django.utils.translation import gettext_lazy as _

from config.kernel.deployment import languages
from config.kernel.forms import UseCaseForm
from config.kernel.zones import zone_choices
from memberships.communities.models import Membership
from memberships.communities.rules import SLUG_MAX_LENGTH, SLUG_MIN_LENGTH

CURRENCIES = (
    "EUR AUD BRL CAD CHF CLP COP CZK DKK GBP HUF INR JPY KES MXN NGN NOK NZD PLN RON SEK SGD USD"
    " ZAR"
)
ROLES = [choice for choice in Membership.Role.choices if choice[0] != Membership.Role.MEMBER]


def currencies() -> list[tuple[str, str]]:
    return [(code, code) for code in CURRENCIES.split()]


class SettingsForm(UseCaseForm):
    """What owners can change later: all but the address."""

    name = forms.CharField(label=_("Name"), max_length=80)
    description = forms.CharField(
        label=_("Description"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Shown on the public page. You can use markdown: **bold**, lists, links."),
    )
    time_zone = forms.ChoiceField(
        label=_("Time zone"),
        choices=zone_choices,
        help_text=_("Events are planned in it. Type the first letters of the city."),
    )
    locale = forms.ChoiceField(
        label=_("Language"),
        choices=languages,
        help_text=_("Mail to people who have not chosen a language is written in it."),
    )
    currency = forms.ChoiceField(label=_("Currency"), choices=currencies)
    takes_join_requests = forms.BooleanField(
        label=_("People may ask to join"),
        required=False,
        help_text=_("Otherwise they come in by invitation only."),
    )


class CommunityForm(SettingsForm):
    """What is asked when a community is started."""

    takes_join_requests = None  # type: ignore[assignment]  # may be changed in the settings
    slug = forms.SlugField(
        label=_("Address"),
        min_length=SLUG_MIN_LENGTH,
        max_length=SLUG_MAX_LENGTH,
        required=False,
        help_text=_(
            "Letters, digits and hyphens. Left empty, we make it from the name. It stays."
        ),
        widget=forms.TextInput(attrs={"autocapitalize": "none", "spellcheck": "false"}),
    )

    field_order = ("name", "slug", "description", "time_zone", "locale", "currency")

    def clean_slug(self) -> str:
        return str(self.cleaned_data["slug"]).lower()


class RolesForm(UseCaseForm):
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
