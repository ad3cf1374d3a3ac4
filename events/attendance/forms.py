from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.html import escape
from django.utils.translation import gettext_lazy as _

from config.kernel.forms import DayField, LineField, UseCaseForm, offer_choices
from events.attendance.models import MicroAction, WrapUp
from events.attendance.rules import ACTION_TEXT_MAX_LENGTH, THANKS_MAX_LENGTH, Card
from events.attendance.selectors.commitments import Commitment
from events.attendance.selectors.wrap_up_card import WrapUpPage
from events.names.rules import REASON_MAX_LENGTH, REASON_MIN_LENGTH
from events.seats.models.rsvps import Rsvp

Outcome = Rsvp.IntentionState
MARKS = [("present", _("Present")), ("absent", _("Absent"))]
STILL_ON_IT = "STILL"
ACTION_ANSWERS = [
    (MicroAction.State.DONE, _("Done")),
    (MicroAction.State.PARTLY, _("Partly done")),
    (STILL_ON_IT, _("Still on it, one more week")),
    (MicroAction.State.DROPPED, _("Let it go")),
]
OUTCOMES = [
    (Outcome.DONE, _("Done")),
    (Outcome.PARTLY, _("Partly")),
    (Outcome.NOT_DONE, _("Not done")),
]
READ_BY = {
    "moderators": _("Only moderators of this community read this, never the host."),
    "owners": _(
        "Only owners of this community read this, since no moderator is free to. Never the host."
    ),
}
THANKS_BY_HANDLE = _("To somebody in the room, or to all. The hosts see it with your handle.")
NAME_ON_REQUEST = _("They see your handle. To learn your name, they must say why, and it is kept.")
CARRY_OVER = (Outcome.CARRIED_OVER, _("Carry it over to my next event"))


class CommitmentForm(UseCaseForm):
    """The small task a member promises."""

    text = LineField(
        label=_("I will"),
        max_length=ACTION_TEXT_MAX_LENGTH,
        help_text=_("One small thing, in your own words."),
    )
    due_on = DayField(label=_("By"))


class WrapUpForm(UseCaseForm):
    """The wrap-up card: all of it is optional, and nothing is asked twice."""

    outcome = forms.ChoiceField(
        label=_("What happened to your intention?"),
        choices=[*OUTCOMES, CARRY_OVER],
        widget=forms.RadioSelect,
        required=False,
    )
    action = LineField(
        label=_("One small thing I will do"),
        max_length=ACTION_TEXT_MAX_LENGTH,
        required=False,
    )
    due_on = DayField(label=_("By"), required=False)
    thanks = LineField(
        label=_("One thank-you"),
        max_length=THANKS_MAX_LENGTH,
        required=False,
        help_text=_("To somebody in the room, or to all. The hosts see it with your name."),
    )
    safety = forms.ChoiceField(
        label=_("How safe did it feel?"),
        choices=WrapUp.Safety.choices,
        widget=forms.RadioSelect,
        required=False,
    )

    def leave_out(self, *names: str) -> None:
        """Leave out fields that are answered already or cannot be answered now."""
        for name in names:
            del self.fields[name]

    def arguments(self) -> dict[str, Any]:
        said = {name: value for name, value in self.cleaned_data.items() if value}
        return {"card": Card(**said)}


def commitment_form(commitment: Commitment, *, data: QueryDict | None = None) -> CommitmentForm:
    """Suggests the format's own micro-task, due in a week."""
    initial = {"text": commitment.suggested, "due_on": commitment.due_on}
    form = CommitmentForm(data, initial=initial)
    _offer_days(form, commitment)
    return form


def wrap_up_form(page: WrapUpPage, *, data: QueryDict | None = None) -> WrapUpForm:
    """The card for this member, filled with what they have said before."""
    initial: dict[str, object] = {"due_on": page.commitment.due_on}
    if page.wrap_up:
        initial |= {"thanks": page.wrap_up.thanks, "safety": page.wrap_up.safety}
    form = WrapUpForm(data, initial=initial)
    if page.event.hides_names:
        form.fields["thanks"].help_text = THANKS_BY_HANDLE
    _ask_outcome(form, page)
    _ask_action(form, page.commitment)
    _ask_safety(form, page)
    return form


def _ask_outcome(form: WrapUpForm, page: WrapUpPage) -> None:
    if not page.asks_outcome:
        form.leave_out("outcome")
    elif not page.rsvp.has_carry_overs_left:
        offer_choices(form.fields["outcome"], OUTCOMES)


def _ask_action(form: WrapUpForm, commitment: Commitment) -> None:
    was_typed = form.is_bound and form.data.get("action")
    if not (commitment.may_commit or was_typed):
        form.leave_out("action", "due_on")
        return
    _offer_days(form, commitment)
    if commitment.suggested:
        example = _("For example: %(task)s") % {"task": commitment.suggested}
        form.fields["action"].help_text = escape(example)


def _ask_safety(form: WrapUpForm, page: WrapUpPage) -> None:
    if page.asks_safety:
        told = [READ_BY[page.readers], *([NAME_ON_REQUEST] if page.event.hides_names else [])]
        form.fields["safety"].help_text = " ".join(str(words) for words in told)
    else:
        form.leave_out("safety")


def _offer_days(form: forms.Form, commitment: Commitment) -> None:
    """Let the browser offer only days that fit; the model refuses the others."""
    form.fields["due_on"].widget.attrs.update(
        min=commitment.earliest.isoformat(), max=commitment.latest.isoformat()
    )


class MarkForm(UseCaseForm):
    mark = forms.ChoiceField(label=_("Attendance"), choices=MARKS)


class ActionAnswerForm(UseCaseForm):
    answer = forms.ChoiceField(label=_("What came of it?"), choices=ACTION_ANSWERS)


class OutcomeForm(UseCaseForm):
    outcome = forms.ChoiceField(
        label=_("What happened to your intention?"), choices=[*OUTCOMES, CARRY_OVER]
    )


class ResolutionForm(UseCaseForm):
    """Why a moderator needs to know who a handle is."""

    reason = LineField(
        label=_("Why do you need to know?"),
        min_length=REASON_MIN_LENGTH,
        max_length=REASON_MAX_LENGTH,
        help_text=_("In 10 to 300 characters. It is kept together with your name."),
    )
