from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kernel.forms import PressForm
from config.kernel.http import found_or_404, lead_to, posted, status_of, submit_form
from events.feedback.forms import answer_form, piece_form
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
    me = request.membership
    with found_or_404():
        page = piece_page(event_id=event_id, membership=me, now=timezone.now())
    form = piece_form(page, data=posted(request))
    there = lead_to("events:feedback_list", request.community.slug, event_id)
    if submit_form(form, submit_piece, event_id=event_id, membership=me):
        messages.success(request, _("Your piece is in. Thank you for bringing it."))
        return there
    context = {"page": page, "form": form}
    return render(request, "events/feedback/piece_update.html", context, status=status_of(form))


@require_POST
def piece_withdrawal(request: MemberRequest, event_id: int) -> HttpResponse:
    there = lead_to("events:feedback_list", request.community.slug, event_id)
    with found_or_404():
        withdraw_piece(event_id=event_id, membership=request.membership, now=timezone.now())
    messages.success(request, _("You took your piece back. Nobody reads it any more."))
    return there


@require_safe
def feedback_list(request: MemberRequest, event_id: int) -> HttpResponse:
    return _show(request, event_id)


@require_POST
def feedback_dealing(request: MemberRequest, event_id: int) -> HttpResponse:
    return _press(request, deal_feedback, event_id=event_id)


@require_POST
def further_piece(request: MemberRequest, event_id: int) -> HttpResponse:
    return _press(request, take_one_more_piece, event_id=event_id)


@require_POST
def answer_thanks(request: MemberRequest, event_id: int, feedback_id: int) -> HttpResponse:
    return _press(request, thank_for_answer, event_id=event_id, feedback_id=feedback_id)


@require_http_methods(["GET", "HEAD", "POST"])
def feedback_detail(request: MemberRequest, event_id: int, feedback_id: int) -> HttpResponse:
    me, ids = request.membership, {"event_id": event_id, "feedback_id": feedback_id}
    with found_or_404():
        page = answer_page(**ids, membership=me, now=timezone.now())
    form = answer_form(page, data=posted(request))
    there = lead_to("events:feedback_list", request.community.slug, event_id)
    if submit_form(form, answer_piece, **ids, membership=me):
        messages.success(request, _("Thank you. Its author can read your answer."))
        return there
    context = {"page": page, "form": form}
    return render(request, "events/feedback/feedback_detail.html", context, status=status_of(form))


def _press(
    request: MemberRequest, use_case: Callable[..., object], *, event_id: int, **ids: int
) -> HttpResponse:
    press = PressForm(request.POST)
    there = lead_to("events:feedback_list", request.community.slug, event_id)
    if submit_form(press, use_case, event_id=event_id, **ids, membership=request.membership):
        return there
    return _show(request, event_id, press=press)


def _show(
    request: MemberRequest, event_id: int, *, press: PressForm | None = None
) -> HttpResponse:
    with found_or_404():
        page = feedback_page(event_id=event_id, membership=request.membership, now=timezone.now())
    context = {"page": page, "press": press}
    return render(request, "events/feedback/feedback_list.html", context, status=status_of(press))
