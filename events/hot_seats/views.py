from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from config.kernel.errors import Refusal
from config.kernel.forms import PressForm
from config.kernel.http import add_refusal, found_or_404
from events.hot_seats.forms import OverrideForm
from events.hot_seats.models import HotSeatRequest
from events.hot_seats.selectors import hot_seat_list_page, hot_seat_page
from events.hot_seats.services import (
    accept_hot_seat,
    ask_for_hot_seat,
    complete_hot_seat,
    override_hot_seat,
    seat_in_hot_seat,
    withdraw_from_hot_seat,
)
from memberships.communities.requests import MemberRequest

State = HotSeatRequest.State


@require_POST
def hot_seat_create(request: MemberRequest, event_id: int) -> HttpResponse:
    return _press(request, event_id, ask_for_hot_seat)


@require_POST
def hot_seat_acceptance(request: MemberRequest, event_id: int) -> HttpResponse:
    return _press(request, event_id, accept_hot_seat)


@require_POST
def hot_seat_withdrawal(request: MemberRequest, event_id: int) -> HttpResponse:
    return _press(request, event_id, withdraw_from_hot_seat)


@require_safe
def hot_seat_list(request: MemberRequest, event_id: int) -> HttpResponse:
    return _show_list(request, event_id)


@require_POST
def hot_seat_seating(
    request: MemberRequest, event_id: int, hot_seat_request_id: int
) -> HttpResponse:
    press = PressForm(request.POST)
    return _run(request, event_id, hot_seat_request_id, seat_in_hot_seat, press)


@require_POST
def hot_seat_completion(
    request: MemberRequest, event_id: int, hot_seat_request_id: int
) -> HttpResponse:
    press = PressForm(request.POST)
    return _run(request, event_id, hot_seat_request_id, complete_hot_seat, press)


@require_POST
def hot_seat_override(
    request: MemberRequest, event_id: int, hot_seat_request_id: int
) -> HttpResponse:
    form = OverrideForm(request.POST)
    return _run(request, event_id, hot_seat_request_id, override_hot_seat, form)


def _press(
    request: MemberRequest, event_id: int, act: Callable[..., HotSeatRequest]
) -> HttpResponse:
    """One use case over the member's own request, then back to where they pressed."""
    press = PressForm(request.POST)
    asked = {"event_id": event_id, "membership": request.membership, "now": timezone.now()}
    if (done := _attempt(press, act, **asked)) is None:
        return _show_refusal(request, event_id, press)
    messages.success(request, _words_for(done))
    name = "room_detail" if request.POST.get("from") == "room" else "event_detail"
    page = reverse(f"events:{name}", args=[request.community.slug, event_id])
    return redirect(f"{page}#hot-seats")


def _run(
    request: MemberRequest,
    event_id: int,
    hot_seat_request_id: int,
    act: Callable[..., HotSeatRequest],
    form: forms.Form,
) -> HttpResponse:
    """One use case of who runs the event, then their list again."""
    if form.is_valid():
        ids = {"event_id": event_id, "hot_seat_request_id": hot_seat_request_id}
        wanted = {**ids, **form.cleaned_data, "now": timezone.now()}
        if _attempt(form, act, membership=request.membership, **wanted) is not None:
            return redirect("events:hot_seat_list", request.community.slug, event_id)
    return _show_list(request, event_id, form=form, at=hot_seat_request_id)


def _attempt(
    form: forms.Form, act: Callable[..., HotSeatRequest], **asked: Any
) -> HotSeatRequest | None:
    try:
        with found_or_404():
            return act(**asked)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return None


def _words_for(done: HotSeatRequest) -> str:
    if done.state == State.QUEUED:
        return _("You are in the queue for the hot seat.")
    if done.state == State.OFFERED:
        return _("A hot seat is free: say whether you take it.")
    if done.state == State.ACCEPTED:
        return _("The hot seat is yours.")
    return _("Done: it goes to the next in the queue.")


def _show_refusal(request: MemberRequest, event_id: int, press: PressForm) -> HttpResponse:
    with found_or_404():
        page = hot_seat_page(event_id=event_id, membership=request.membership, now=timezone.now())
    context = {"page": page, "press": press}
    return render(request, "events/hot_seats/hot_seat_create.html", context, status=422)


def _show_list(
    request: MemberRequest, event_id: int, *, form: forms.Form | None = None, at: int = 0
) -> HttpResponse:
    with found_or_404():
        page = hot_seat_list_page(
            event_id=event_id, membership=request.membership, now=timezone.now()
        )
    context = {"page": page, "form": form, "at": at}
    return render(
        request, "events/hot_seats/hot_seat_list.html", context, status=422 if form else 200
    )
