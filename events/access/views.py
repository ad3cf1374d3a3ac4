from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kernel.forms import PressForm
from config.kernel.http import found_or_404, lead_to, status_of, submit_form
from events.access.forms import NeedAnswerForm, NeedForm, NeedHandoverForm, need_cards, need_form
from events.access.selectors import access_need_page, access_needs_page
from events.access.services import (
    answer_access_need,
    ask_for_access,
    hand_over_access_need,
    withdraw_access_need,
)
from memberships.communities.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def access_need_update(request: MemberRequest, event_id: int) -> HttpResponse:
    if request.method != "POST":
        return _show_mine(request, event_id)
    form = NeedForm(request.POST)
    there = lead_to("events:event_detail", request.community.slug, event_id)
    if not submit_form(form, ask_for_access, event_id=event_id, membership=request.membership):
        return _show_mine(request, event_id, form=form)
    messages.success(request, _("The hosts are told. You get a mail with their answer."))
    return there


@require_POST
def access_need_withdrawal(request: MemberRequest, event_id: int) -> HttpResponse:
    press, me = PressForm(request.POST), request.membership
    there = lead_to("events:event_detail", request.community.slug, event_id)
    if not submit_form(press, withdraw_access_need, event_id=event_id, membership=me):
        return _show_mine(request, event_id, form=press)
    messages.success(request, _("It is withdrawn, and the words are gone."))
    return there


@require_safe
def access_need_list(request: MemberRequest, event_id: int) -> HttpResponse:
    return _show_all(request, event_id)


@require_POST
def access_need_answer(request: MemberRequest, event_id: int, access_need_id: int) -> HttpResponse:
    form = NeedAnswerForm(request.POST)
    return _settle(request, form, answer_access_need, event_id, access_need_id)


@require_POST
def access_need_handover(
    request: MemberRequest, event_id: int, access_need_id: int
) -> HttpResponse:
    form = NeedHandoverForm(request.POST)
    return _settle(request, form, hand_over_access_need, event_id, access_need_id)


def _settle(
    request: MemberRequest,
    form: NeedAnswerForm | NeedHandoverForm,
    use_case: Callable[..., object],
    event_id: int,
    access_need_id: int,
) -> HttpResponse:
    ids = {"event_id": event_id, "access_need_id": access_need_id}
    there = lead_to("events:access_need_list", request.community.slug, event_id)
    if not submit_form(form, use_case, **ids, membership=request.membership):
        return _show_all(request, event_id, form=form, need_id=access_need_id)
    messages.success(request, _("Noted, and they are told by mail."))
    return there


def _show_mine(
    request: MemberRequest, event_id: int, *, form: NeedForm | PressForm | None = None
) -> HttpResponse:
    with found_or_404():
        page = access_need_page(
            event_id=event_id, membership=request.membership, now=timezone.now()
        )
    shown = form if isinstance(form, NeedForm) else need_form(page)
    context = {"page": page, "form": shown, "sent": form}
    template = "events/access/access_need_update.html"
    return render(request, template, context, status=status_of(form))


def _show_all(
    request: MemberRequest,
    event_id: int,
    *,
    form: NeedAnswerForm | NeedHandoverForm | None = None,
    need_id: int | None = None,
) -> HttpResponse:
    with found_or_404():
        page = access_needs_page(
            event_id=event_id, membership=request.membership, now=timezone.now()
        )
    cards = need_cards(page, bound_to=need_id, bound=form)
    context = {"page": page, "cards": cards, "sent": form}
    return render(request, "events/access/access_need_list.html", context, status=status_of(form))
