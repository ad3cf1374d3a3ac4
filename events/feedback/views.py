from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kernel.forms import PressForm
from config.kernel.http import found_or_404, is_done
from events.feedback.forms import AnswerForm, PieceForm, answer_form, piece_form
from events.feedback.selectors import answer_page, feedback_page, piece_page
from events.feedback.services import (
    answer_piece,
    deal_feedback,
    submit_piece,
    take_one_more_piece,
    thank_for_answer,
    withdraw_piece,
)
from memberships.communities.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def piece_update(request: MemberRequest, event_id: int) -> HttpResponse:
    with found_or_404():
        page = piece_page(event_id=event_id, membership=request.membership, now=timezone.now())
    form = piece_form(page, data=request.POST if request.method == "POST" else None)
    if form.is_valid() and _is_submitted(request, event_id, form):
        messages.success(request, _("Your piece is in. Thank you for bringing it."))
        return redirect("events:feedback_list", request.community.slug, event_id)
    context = {"page": page, "form": form}
    status = 422 if form.errors else 200
    return render(request, "events/feedback/piece_update.html", context, status=status)


@require_POST
def piece_withdrawal(request: MemberRequest, event_id: int) -> HttpResponse:
    with found_or_404():
        withdraw_piece(event_id=event_id, membership=request.membership, now=timezone.now())
    messages.success(request, _("You took your piece back. Nobody reads it any more."))
    return redirect("events:feedback_list", request.community.slug, event_id)


@require_safe
def feedback_list(request: MemberRequest, event_id: int) -> HttpResponse:
    return _show(request, event_id)


@require_POST
def feedback_dealing(request: MemberRequest, event_id: int) -> HttpResponse:
    return _press(request, event_id, deal_feedback)


@require_POST
def further_piece(request: MemberRequest, event_id: int) -> HttpResponse:
    return _press(request, event_id, take_one_more_piece)


@require_POST
def answer_thanks(request: MemberRequest, event_id: int, feedback_id: int) -> HttpResponse:
    def thank(**about: object) -> object:
        return thank_for_answer(feedback_id=feedback_id, **about)  # type: ignore[arg-type]

    return _press(request, event_id, thank)


@require_http_methods(["GET", "HEAD", "POST"])
def feedback_detail(request: MemberRequest, event_id: int, feedback_id: int) -> HttpResponse:
    me = request.membership
    with found_or_404():
        page = answer_page(
            event_id=event_id, feedback_id=feedback_id, membership=me, now=timezone.now()
        )
    form = answer_form(page, data=request.POST if request.method == "POST" else None)
    if form.is_valid() and _is_answered(request, event_id, feedback_id, form):
        messages.success(request, _("Thank you. Its author can read your answer."))
        return redirect("events:feedback_list", request.community.slug, event_id)
    context = {"page": page, "form": form}
    status = 422 if form.errors else 200
    return render(request, "events/feedback/feedback_detail.html", context, status=status)


def _is_submitted(request: MemberRequest, event_id: int, form: PieceForm) -> bool:
    return is_done(
        form,
        submit_piece,
        event_id=event_id,
        membership=request.membership,
        draft=form.draft(),
        now=timezone.now(),
    )


def _is_answered(
    request: MemberRequest, event_id: int, feedback_id: int, form: AnswerForm
) -> bool:
    return is_done(
        form,
        answer_piece,
        event_id=event_id,
        feedback_id=feedback_id,
        membership=request.membership,
        text=form.cleaned_data["text"],
        now=timezone.now(),
    )


def _press(request: MemberRequest, event_id: int, act: Callable[..., object]) -> HttpResponse:
    press = PressForm(request.POST)
    if not is_done(
        press, act, event_id=event_id, membership=request.membership, now=timezone.now()
    ):
        return _show(request, event_id, press=press)
    return redirect("events:feedback_list", request.community.slug, event_id)


def _show(
    request: MemberRequest, event_id: int, *, press: PressForm | None = None
) -> HttpResponse:
    with found_or_404():
        page = feedback_page(event_id=event_id, membership=request.membership, now=timezone.now())
    context = {"page": page, "press": press}
    return render(
        request, "events/feedback/feedback_list.html", context, status=422 if press else 200
    )
