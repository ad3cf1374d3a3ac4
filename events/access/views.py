from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kernel.forms import PressForm
from config.kernel.http import found_or_404, is_done
from events.access.forms import AnswerForm, HandoverForm, NeedForm, need_cards, need_form
from events.access.selectors import access_need_page, access_needs_page
from events.access.services import (
    answer_access_need,
    ask_for_access,
    hand_over_access_need,
    withdraw_access_need,
)
from memberships.communities.requests import MemberRequest

Form = NeedForm | AnswerForm | HandoverForm | PressForm


@require_http_methods(["GET", "HEAD", "POST"])
def access_need_update(request: MemberRequest, event_id: int) -> HttpResponse:
    if request.method != "POST":
        return _show_mine(request, event_id)
    form = NeedForm(request.POST)
    if not _is_done(ask_for_access, request, form, event_id=event_id):
        return _show_mine(request, event_id, form=form)
    messages.success(request, _("The hosts are told. You get a mail with their answer."))
    return redirect("events:event_detail", request.community.slug, event_id)


@require_POST
def access_need_withdrawal(request: MemberRequest, event_id: int) -> HttpResponse:
    press = PressForm(request.POST)
    if not _is_done(withdraw_access_need, request, press, event_id=event_id):
        return _show_mine(request, event_id, form=press)
    messages.success(request, _("It is withdrawn, and the words are gone."))
    return redirect("events:event_detail", request.community.slug, event_id)


@require_safe
def access_need_list(request: MemberRequest, event_id: int) -> HttpResponse:
    return _show_all(request, event_id)


@require_POST
def access_need_answer(request: MemberRequest, event_id: int, access_need_id: int) -> HttpResponse:
    ids = {"event_id": event_id, "access_need_id": access_need_id}
    return _settle(answer_access_need, request, AnswerForm(request.POST), **ids)


@require_POST
def access_need_handover(
    request: MemberRequest, event_id: int, access_need_id: int
) -> HttpResponse:
    ids = {"event_id": event_id, "access_need_id": access_need_id}
    form = HandoverForm(request.POST)
    return _settle(hand_over_access_need, request, form, **ids)


def _settle(
    use_case: Callable[..., object],
    request: MemberRequest,
    form: AnswerForm | HandoverForm,
    **ids: int,
) -> HttpResponse:
    if not _is_done(use_case, request, form, **ids):
        return _show_all(request, ids["event_id"], form=form, need_id=ids["access_need_id"])
    messages.success(request, _("Noted, and they are told by mail."))
    return redirect("events:access_need_list", request.community.slug, ids["event_id"])


def _is_done(
    use_case: Callable[..., object], request: MemberRequest, form: Form, **ids: int
) -> bool:
    if not form.is_valid():
        return False
    wanted: dict[str, Any] = {**ids, **form.cleaned_data, "now": timezone.now()}
    return is_done(form, use_case, membership=request.membership, **wanted)


def _show_mine(
    request: MemberRequest, event_id: int, *, form: NeedForm | PressForm | None = None
) -> HttpResponse:
    with found_or_404():
        page = access_need_page(
            event_id=event_id, membership=request.membership, now=timezone.now()
        )
    shown = form if isinstance(form, NeedForm) else need_form(page)
    context = {"page": page, "form": shown, "sent": form}
    status = 422 if form else 200
    return render(request, "events/access/access_need_update.html", context, status=status)


def _show_all(
    request: MemberRequest,
    event_id: int,
    *,
    form: forms.Form | None = None,
    need_id: int | None = None,
) -> HttpResponse:
    with found_or_404():
        page = access_needs_page(
            event_id=event_id, membership=request.membership, now=timezone.now()
        )
    cards = need_cards(page, bound_to=need_id, bound=form)
    context = {"page": page, "cards": cards, "sent": form}
    status = 422 if form else 200
    return render(request, "events/access/access_need_list.html", context, status=status)
