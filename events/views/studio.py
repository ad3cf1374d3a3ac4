from collections.abc import Callable
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from config.kernel.errors import Refusal
from config.kernel.http import add_refusal, found_or_404
from events import selectors, services
from events.forms.schedule import (
    ArrangementForm,
    CancellationForm,
    EventForm,
    FollowingForm,
    arrangement_initial,
    repeat_initial,
)
from events.selectors import EventFormPage
from memberships.models import Membership
from memberships.requests import MemberRequest

Answer = TypeVar("Answer")

FOLLOWING = "FOLLOWING"


@require_safe
def studio_detail(request: MemberRequest) -> HttpResponse:
    with found_or_404():
        page = selectors.studio_page(
            membership=request.membership,
            now=timezone.now(),
            month=_month(request.GET.get("month", "")),
        )
    return render(request, "events/studio_detail.html", {"page": page})


@require_http_methods(["GET", "POST"])
def event_create(request: MemberRequest) -> HttpResponse:
    choices = selectors.schedule_choices(membership=request.membership)
    initial = {"template": request.GET.get("template")}
    form = EventForm(_typed(request), choices=choices, initial=initial)
    if not form.is_valid():
        return _show_new(request, form)
    event = attempt(form, services.schedule_event, membership=request.membership, **form.wanted())
    if event is None:
        return _show_new(request, form)
    messages.success(request, _("The event is on the calendar."))
    return redirect("events:event_detail", request.community.slug, event.pk)


@require_http_methods(["GET", "POST"])
def event_update(request: MemberRequest, event_id: int) -> HttpResponse:
    page = _page(request, event_id)
    initial = arrangement_initial(page.arrangement)
    form = ArrangementForm(_typed(request), choices=page.choices, initial=initial)
    return _change(
        request,
        page,
        form,
        preview=selectors.event_change_preview,
        change=services.change_event,
        is_following=False,
    )


@require_http_methods(["GET", "POST"])
def following_update(request: MemberRequest, event_id: int) -> HttpResponse:
    page = _page(request, event_id)
    with found_or_404():
        arrangement = page.arrangement_of_series()
    initial = {
        **arrangement_initial(arrangement),
        **repeat_initial(page.rest_of_rule, on=arrangement.on),
    }
    form = FollowingForm(_typed(request), choices=page.choices, initial=initial)
    return _change(
        request,
        page,
        form,
        preview=selectors.following_change_preview,
        change=services.change_following,
        is_following=True,
    )


@require_http_methods(["GET", "POST"])
def event_cancellation(request: MemberRequest, event_id: int) -> HttpResponse:
    form = CancellationForm(_typed(request))
    if not form.is_valid():
        return _show_cancellation(request, event_id, form)
    is_following = request.POST.get("scope") == FOLLOWING
    cancel = services.cancel_following if is_following else services.cancel_event
    wanted = {"event_id": event_id, **form.cleaned_data}
    if attempt(form, cancel, membership=request.membership, **wanted) is None:
        return _show_cancellation(request, event_id, form)
    messages.success(request, _("It is called off. Those with a place are told."))
    return redirect("events:studio_detail", request.community.slug)


def attempt(
    form: forms.Form, act: Callable[..., Answer], *, membership: Membership, **wanted: Any
) -> Answer | None:
    """Do it now and return what came of it; None where it is refused, and the form says why."""
    try:
        with found_or_404():
            return act(membership=membership, now=timezone.now(), **wanted)
    except Refusal as refusal:
        add_refusal(form, refusal)
        return None


def _change(
    request: MemberRequest,
    page: EventFormPage,
    form: ArrangementForm,
    *,
    preview: Callable[..., object],
    change: Callable[..., object],
    is_following: bool,
) -> HttpResponse:
    """Show the form; then what it would do; then, once that is confirmed, do it."""
    shown = {"form": form, "page": page, "is_following": is_following}
    if not form.is_valid() or "revise" in request.POST:
        return render(request, "events/event_form.html", shown, status=_status(form))
    act = change if "confirmed" in request.POST else preview
    wanted = {"event_id": page.id, **form.wanted()}
    outcome = attempt(form, act, membership=request.membership, **wanted)
    if outcome is None:
        return render(request, "events/event_form.html", shown, status=422)
    if act is preview:
        shown["preview"] = outcome
        return render(request, "events/event_change_preview.html", shown)
    messages.success(request, _("It is changed. Those with a place are told."))
    return redirect("events:event_detail", request.community.slug, page.id)


def _page(request: MemberRequest, event_id: int) -> EventFormPage:
    with found_or_404():
        return selectors.event_form_page(
            membership=request.membership, event_id=event_id, now=timezone.now()
        )


def _show_new(request: MemberRequest, form: EventForm) -> HttpResponse:
    shown: dict[str, Any] = {"form": form, "is_following": False}
    return render(request, "events/event_form.html", shown, status=_status(form))


def _show_cancellation(
    request: MemberRequest, event_id: int, form: CancellationForm
) -> HttpResponse:
    with found_or_404():
        page = selectors.cancellation_page(
            membership=request.membership, event_id=event_id, now=timezone.now()
        )
    shown = {"form": form, "page": page, "scope": request.POST.get("scope", "")}
    return render(request, "events/event_cancellation.html", shown, status=_status(form))


def _typed(request: MemberRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _status(form: ArrangementForm | CancellationForm) -> int:
    return 422 if form.is_bound and not form.is_valid() else 200


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
