from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from config.kernel.forms import LineField, UseCaseForm
from events.access.forms import NeedField
from events.calendar.models.templates import TemplateRevision
from events.pages.selectors.rsvps import RsvpPanel
from events.seats.models.rsvps import Rsvp
from events.seats.rules import INTENTION_MAX_LENGTH, INTENTION_MIN_LENGTH, SeatRequest

FARTHEST_PAGE = 1000


class IntentionForm(UseCaseForm):
    """What a member wants to leave with, and who sees it.

    The event says whether an intention is required: the use case refuses an empty one then.
    """

    intention = LineField(
        label=_("What do you want to leave with?"),
        required=False,
        min_length=INTENTION_MIN_LENGTH,
        max_length=INTENTION_MAX_LENGTH,
        help_text=_("One small thing, in 10 to 140 characters. Your reminders will quote it."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    sight = forms.ChoiceField(
        label=_("Who may see it?"), choices=Rsvp.Sight, initial=Rsvp.Sight.HOSTS
    )

    def require_words(self, is_required: bool) -> None:
        """Mark the intention as required or optional on the page only."""
        self.fields["intention"].required = is_required


class ClaimForm(IntentionForm):
    """An intention for a new claim, perhaps carried over from an earlier one."""

    carried_from = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)
    need = NeedField()

    def clean(self) -> dict[str, object]:
        """All of it as one `wanted`, where each field fits."""
        return {} if self.errors else {"wanted": SeatRequest(**self.cleaned_data)}


class MoveForm(UseCaseForm):
    """The event to which a place on the waitlist is moved."""

    to_event = forms.IntegerField(min_value=1, widget=forms.HiddenInput)

    def arguments(self) -> dict[str, Any]:
        return {"to_event_id": self.cleaned_data["to_event"]}


class BrowseForm(forms.Form):
    """The filters of the list of events: kind, upcoming or past, page."""

    kind = forms.ChoiceField(choices=[("", ""), *TemplateRevision.Kind.choices], required=False)
    when = forms.ChoiceField(choices=[("", ""), ("past", "")], required=False)
    page = forms.IntegerField(min_value=1, max_value=FARTHEST_PAGE, required=False)

    def asked(self) -> tuple[str, int, bool]:
        """Kind, page and whether past events are wanted; invalid values are ignored."""
        self.is_valid()
        answers = self.cleaned_data
        return answers.get("kind") or "", answers.get("page") or 1, bool(answers.get("when"))


def form_for(panel: RsvpPanel, *, bound: forms.Form | None) -> IntentionForm:
    """The panel's form: the one that was sent if it is of the right kind, else a new one."""
    wanted = ClaimForm if panel.stage == "open" else IntentionForm
    form = bound if type(bound) is wanted else wanted(initial=_initial(panel))
    form.require_words(panel.event.revision.is_intention_required)
    return form


def _initial(panel: RsvpPanel) -> dict[str, object]:
    if panel.mine is not None:
        return {"intention": panel.mine.intention, "sight": panel.mine.intention_sight}
    if panel.lapsed is not None:
        return {"intention": panel.lapsed.intention, "sight": panel.lapsed.intention_sight}
    if panel.carried is not None:
        return {"intention": panel.carried.intention, "carried_from": panel.carried.rsvp_id}
    return {}
