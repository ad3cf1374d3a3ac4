from dataclasses import dataclass

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from config.kernel.forms import LineField, UseCaseForm
from events.access.models import AccessNeed
from events.access.rules import NEED_MAX_LENGTH
from events.access.selectors import Need, NeedPage, NeedsPage

ANSWERS = [
    (AccessNeed.State.CONFIRMED, _("Yes, it will be there")),
    (AccessNeed.State.CANNOT, _("No, but this is possible")),
]


class NeedField(LineField):
    """What a member needs to take part, on one line."""

    def __init__(self, *, required: bool = False) -> None:
        super().__init__(
            label=_("What do you need?"),
            required=required,
            max_length=NEED_MAX_LENGTH,
            help_text=_(
                "For example captions, a quiet room or breaks. Only you and those who run this"
                " event see it, and they answer you."
            ),
            widget=forms.Textarea(attrs={"rows": 2}),
        )


class NeedForm(UseCaseForm):
    need = NeedField(required=True)


class NeedAnswerForm(UseCaseForm):
    """A host's answer; `seen` is when the need they read was last changed."""

    state = forms.ChoiceField(label=_("Your answer"), choices=ANSWERS, widget=forms.RadioSelect)
    answer = LineField(
        label=_("In a few words"),
        required=False,
        max_length=NEED_MAX_LENGTH,
        help_text=_("If it cannot be done, say what is possible instead."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    seen = forms.DateTimeField(widget=forms.HiddenInput)


class NeedHandoverForm(UseCaseForm):
    owner_id = forms.IntegerField(label=_("Who answers?"), min_value=1, widget=forms.Select)


@dataclass(frozen=True, slots=True)
class NeedCard:
    """One need on the hosts' list, with its two forms."""

    need: Need
    answer: NeedAnswerForm
    handover: NeedHandoverForm


def need_form(page: NeedPage, *, data: QueryDict | None = None) -> NeedForm:
    return NeedForm(data, initial={"need": page.words})


def need_cards(
    page: NeedsPage, *, bound_to: int | None = None, bound: forms.Form | None = None
) -> list[NeedCard]:
    """A card for each need; the one of need `bound_to` shows the form that was refused."""
    return [_card(need, page, bound if need.row.pk == bound_to else None) for need in page.needs]


def _card(need: Need, page: NeedsPage, bound: forms.Form | None) -> NeedCard:
    auto_id = f"id_{need.row.pk}_%s"
    state = None if need.is_open else need.row.state
    said = {"state": state, "answer": need.row.answer}
    answer = bound if isinstance(bound, NeedAnswerForm) else NeedAnswerForm(initial=said)
    handover = bound if isinstance(bound, NeedHandoverForm) else None
    handover = handover or NeedHandoverForm(initial={"owner_id": need.row.owner_id})
    handover.fields["owner_id"].widget.choices = page.owners
    for form in (answer, handover):
        form.auto_id = auto_id
    return NeedCard(need=need, answer=answer, handover=handover)
