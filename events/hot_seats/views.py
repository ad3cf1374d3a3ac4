from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from config.kernel.forms import PressForm
from config.kernel.http import found_or_404, lead_to, status_of, submit_form
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
    return _press(request, ask_for_hot_seat, event_id)


@require_POST
def hot_seat_acceptance(request: MemberRequest, event_id: int) -> HttpResponse:
    return _press(request, accept_hot_seat, event_id)


@require_POST
def hot_seat_withdrawal(request: MemberRequest, event_id: int) -> HttpResponse:
    return _press(request, withdraw_from_hot_seat, event_id)


@require_safe
def hot_seat_list(request: MemberRequest, event_id: int) -> HttpResponse:
    return _show_list(request, event_id)


@require_POST
def hot_seat_seating(
    request: MemberRequest, event_id: int, hot_seat_request_id: int
) -> HttpResponse:
    press = PressForm(request.POST)
    return _run(request, press, seat_in_hot_seat, event_id, hot_seat_request_id)


@require_POST
def hot_seat_completion(
    request: MemberRequest, event_id: int, hot_seat_request_id: int
) -> HttpResponse:
    press = PressForm(request.POST)
    return _run(request, press, complete_hot_seat, event_id, hot_seat_request_id)


@require_POST
def hot_seat_override(
    request: MemberRequest, event_id: int, hot_seat_request_id: int
) -> HttpResponse:
    form = OverrideForm(request.POST)
    return _run(request, form, override_hot_seat, event_id, hot_seat_request_id)


def _press(
    request: MemberRequest, use_case: Callable[..., HotSeatRequest], event_id: int
) -> HttpResponse:
    """Answer a press about the member's own request: back to the page it was on."""
    press = PressForm(request.POST)
    name = "room_detail" if request.POST.get("from") == "room" else "event_detail"
    page = reverse(f"events:{name}", args=[request.community.slug, event_id])
    there = lead_to(f"{page}#hot-seats")
    done = submit_form(press, use_case, event_id=event_id, membership=request.membership)
    if done is None:
        return _show_refusal(request, event_id, press)
    messages.success(request, _words_for(done.outcome))
    return there


def _run(
    request: MemberRequest,
    form: OverrideForm | PressForm,
    use_case: Callable[..., HotSeatRequest],
    event_id: int,
    hot_seat_request_id: int,
) -> HttpResponse:
    """Answer what an organiser does about a request: their list again."""
    ids = {"event_id": event_id, "hot_seat_request_id": hot_seat_request_id}
    there = lead_to("events:hot_seat_list", request.community.slug, event_id)
    if submit_form(form, use_case, **ids, membership=request.membership):
        return there
    return _show_list(request, event_id, form=form, at=hot_seat_request_id)


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
    context, template = {"page": page, "press": press}, "events/hot_seats/hot_seat_create.html"
    return render(request, template, context, status=status_of(press))


def _show_list(
    request: MemberRequest,
    event_id: int,
    *,
    form: OverrideForm | PressForm | None = None,
    at: int = 0,
) -> HttpResponse:
    with found_or_404():
        page = hot_seat_list_page(
            event_id=event_id, membership=request.membership, now=timezone.now()
        )
    context = {"page": page, "form": form, "at": at}
    return render(request, "events/hot_seats/hot_seat_list.html", context, status=status_of(form))
