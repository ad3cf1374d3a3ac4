from collections.abc import Iterator

from django import forms
from django.utils.translation import gettext_lazy as _

from config.kernel.forms import LineField, UseCaseForm
from events.strikes.models import Strike
from events.strikes.rules import EXPLANATION_MAX_LENGTH, EXPLANATION_MIN_LENGTH
from events.strikes.selectors import StandingPage


class ExplanationForm(UseCaseForm):
    """Why a seat stayed empty, in the member's own words."""

    explanation = LineField(
        label=_("What happened?"),
        min_length=EXPLANATION_MIN_LENGTH,
        max_length=EXPLANATION_MAX_LENGTH,
        help_text=_("A few words are enough, up to 500 characters."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )


def explanation_forms(
    page: StandingPage, *, bound_to: int | None = None, bound: ExplanationForm | None = None
) -> Iterator[tuple[Strike, ExplanationForm]]:
    """Each strike that counts, with its form: the one that was sent, or a fresh one."""
    for strike in page.counting:
        if bound is not None and strike.pk == bound_to:
            yield strike, bound
        else:
            said = {"explanation": strike.explanation}
            yield strike, ExplanationForm(initial=said, auto_id=f"id_{strike.pk}_%s")
