from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kernel.http import attempt, found_or_404
from events.seats.emails import ics
from events.seats.forms import CapacityForm, RemovalForm, RoomHostForm
from events.seats.selectors.calendar_file import event_file
from events.seats.selectors.seat_list import SeatsPage, capacity_preview, removal_page, seats_page
from events.seats.services.claims import remove_member
from events.seats.services.rooms import change_capacity, confirm_sister_room, decline_sister_room
from memberships.communities.requests import MemberRequest


@require_safe
def seat_list(request: MemberRequest, event_id: int) -> HttpResponse:
    return _show(request, _page(request, event_id))


@require_POST
def capacity_update(request: MemberRequest, event_id: int) -> HttpResponse:
    """Say what other seats would do; then, once that is confirmed, have them."""
    form, is_confirmed = CapacityForm(request.POST), "confirmed" in request.POST
    act: Any = change_capacity if is_confirmed else capacity_preview
    outcome = _attempt(request, form, act, event_id=event_id)
    if outcome is None:
        return _show(request, _page(request, event_id), capacity=form)
    if not is_confirmed:
        shown = {"form": form, "preview": outcome}
        return render(request, "events/seats/capacity_update.html", shown)
    messages.success(
        request, _("It is changed. Those on the waiting list who get a seat are told.")
    )
    return _back(request, event_id)


@require_http_methods(["GET", "POST"])
def seat_removal(request: MemberRequest, event_id: int, rsvp_id: int) -> HttpResponse:
    form = RemovalForm(request.POST if request.method == "POST" else None)
    wanted = {"event_id": event_id, "rsvp_id": rsvp_id}
    if _attempt(request, form, remove_member, **wanted) is not None:
        messages.success(request, _("They are off this event, and we tell them why."))
        return _back(request, event_id)
    with found_or_404():
        page = removal_page(**wanted, membership=request.membership, now=timezone.now())
    shown = {"form": form, "page": page}
    return render(
        request, "events/seats/seat_removal.html", shown, status=422 if form.errors else 200
    )


@require_POST
def sister_room_confirmation(
    request: MemberRequest, event_id: int, sister_room_id: int
) -> HttpResponse:
    page = _page(request, event_id)
    form = _room_form(page, typed=request.POST)
    wanted = {"event_id": event_id, "sister_room_id": sister_room_id}
    if _attempt(request, form, confirm_sister_room, **wanted) is None:
        return _show(request, page, room=form)
    messages.success(request, _("The room is open. Its seats are offered to the waiting list."))
    return _back(request, event_id)


@require_POST
def sister_room_refusal(
    request: MemberRequest, event_id: int, sister_room_id: int
) -> HttpResponse:
    page = _page(request, event_id)
    form = forms.Form(request.POST)
    wanted = {"event_id": event_id, "sister_room_id": sister_room_id}
    if _attempt(request, form, decline_sister_room, **wanted) is None:
        return _show(request, page, refused=form)
    messages.success(request, _("No other room, then. The waiting list stays as it is."))
    return _back(request, event_id)


def _attempt(
    request: MemberRequest, form: forms.Form, act: Callable[..., Any], **wanted: int
) -> Any:
    """What came of it; None where it is not right or refused, and the form says why."""
    if not form.is_valid():
        return None
    return attempt(form, act, membership=request.membership, **wanted, **form.cleaned_data)


def _page(request: MemberRequest, event_id: int) -> SeatsPage:
    with found_or_404():
        return seats_page(event_id=event_id, membership=request.membership, now=timezone.now())


def _show(
    request: MemberRequest,
    page: SeatsPage,
    *,
    capacity: CapacityForm | None = None,
    room: RoomHostForm | None = None,
    refused: forms.Form | None = None,
) -> HttpResponse:
    """The page; with a form that was not right, that form and what is wrong with it."""
    initial = {"rooms": page.rooms.rooms, "capacity": page.rooms.capacity}
    shown = {
        "page": page,
        "bound": capacity or room or refused,
        "capacity": capacity or CapacityForm(initial=initial),
        "room": room or _room_form(page, typed=None),
    }
    return render(
        request, "events/seats/seat_list.html", shown, status=422 if shown["bound"] else 200
    )


def _room_form(page: SeatsPage, *, typed: Any) -> RoomHostForm:
    hosts = page.proposal.hosts if page.proposal else []
    return RoomHostForm(typed, hosts=hosts)


def _back(request: MemberRequest, event_id: int) -> HttpResponseRedirect:
    return redirect("events:seat_list", request.community.slug, event_id)


@require_safe
@never_cache
def event_ics(request: MemberRequest, event_id: int) -> HttpResponse:
    with found_or_404():
        file = event_file(event_id=event_id, membership=request.membership)
    calendar = ics.publication(
        event=file.event, rsvp=file.rsvp, claims_before=file.claims_before, now=timezone.now()
    )
    named = {"Content-Disposition": f'attachment; filename="{ics.FILE_NAME}"'}
    return HttpResponse(calendar, content_type=ics.MEDIA_TYPE, headers=named)
