from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from config.kernel.forms import LineField, UseCaseForm
from events.feedback.rules import (
    ANSWER_MAX_LENGTH,
    PIECE_TEXT_MAX_LENGTH,
    PIECE_TITLE_MAX_LENGTH,
    QUESTION_MAX_LENGTH,
    Draft,
)
from events.feedback.selectors import AnswerPage, PiecePage


class PieceForm(UseCaseForm):
    """What a member brings to be answered."""

    title = LineField(label=_("Title"), max_length=PIECE_TITLE_MAX_LENGTH)
    text = forms.CharField(
        label=_("Your piece"),
        max_length=PIECE_TEXT_MAX_LENGTH,
        help_text=_("Paste it here, or a link to it. Markdown works."),
        widget=forms.Textarea(attrs={"rows": 14}),
    )
    question = LineField(
        label=_("What should they answer?"),
        max_length=QUESTION_MAX_LENGTH,
        required=False,
        help_text=_("One question helps a reader more than “what do you think”."),
    )

    def arguments(self) -> dict[str, Any]:
        return {"draft": Draft(**self.cleaned_data)}


class AnswerForm(UseCaseForm):
    """A reader's answer to a piece."""

    text = forms.CharField(
        label=_("Your answer"),
        max_length=ANSWER_MAX_LENGTH,
        help_text=_("What you noticed, what you wondered, what you would try. Markdown works."),
        widget=forms.Textarea(attrs={"rows": 8}),
    )


def piece_form(page: PiecePage, *, data: Any) -> PieceForm:
    """The form as it was sent, else filled with the piece as it is now."""
    piece = page.piece
    initial = piece and {"title": piece.title, "text": piece.text, "question": piece.question}
    return PieceForm(data, initial=initial or None)


def answer_form(page: AnswerPage, *, data: Any) -> AnswerForm:
    return AnswerForm(data, initial={"text": page.text})
