from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from config.kernel.http import attempt, found_or_404
from events.scheduling.forms import (
    ArrangementForm,
    CancellationForm,
    EventForm,
    FollowingForm,
    SeriesForm,
    arrangement_initial,
    repeat_initial,
)
from events.scheduling.selectors import (
    EventFormPage,
    cancellation_page,
    event_change_preview,
    event_form_page,
    following_change_preview,
    schedule_choices,
)
from events.scheduling.services import (
    cancel_event,
    cancel_following,
    change_event,
    change_following,
    schedule_event,
    schedule_series,
)
from memberships.communities.requests import MemberRequest

FOLLOWING = "FOLLOWING"


@require_http_methods(["GET", "POST"])
def event_create(request: MemberRequest) -> HttpResponse:
    choices = schedule_choices(membership=request.membership)
    initial = {"template": request.GET.get("template")}
    form = EventForm(_typed(request), choices=choices, initial=initial)
    if not form.is_valid():
        return _show_new(request, form)
    event = attempt(form, schedule_event, membership=request.membership, **form.wanted())
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
        preview=event_change_preview,
        change=change_event,
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
        preview=following_change_preview,
        change=change_following,
        is_following=True,
    )


@require_http_methods(["GET", "POST"])
def event_cancellation(request: MemberRequest, event_id: int) -> HttpResponse:
    form = CancellationForm(_typed(request))
    if not form.is_valid():
        return _show_cancellation(request, event_id, form)
    is_following = request.POST.get("scope") == FOLLOWING
    cancel = cancel_following if is_following else cancel_event
    wanted = {"event_id": event_id, **form.cleaned_data}
    if attempt(form, cancel, membership=request.membership, **wanted) is None:
        return _show_cancellation(request, event_id, form)
    messages.success(request, _("It is called off. Those with a place are told."))
    return redirect("events:studio_detail", request.community.slug)


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
        return render(request, "events/scheduling/event_form.html", shown, status=_status(form))
    act = change if "confirmed" in request.POST else preview
    wanted = {"event_id": page.event.pk, **form.wanted()}
    outcome = attempt(form, act, membership=request.membership, **wanted)
    if outcome is None:
        return render(request, "events/scheduling/event_form.html", shown, status=422)
    if act is preview:
        shown["preview"] = outcome
        return render(request, "events/scheduling/event_change_preview.html", shown)
    messages.success(request, _("It is changed. Those with a place are told."))
    return redirect("events:event_detail", request.community.slug, page.event.pk)


def _page(request: MemberRequest, event_id: int) -> EventFormPage:
    with found_or_404():
        return event_form_page(
            membership=request.membership, event_id=event_id, now=timezone.now()
        )


def _show_new(request: MemberRequest, form: EventForm) -> HttpResponse:
    shown: dict[str, Any] = {"form": form, "is_following": False}
    return render(request, "events/scheduling/event_form.html", shown, status=_status(form))


def _show_cancellation(
    request: MemberRequest, event_id: int, form: CancellationForm
) -> HttpResponse:
    with found_or_404():
        page = cancellation_page(
            membership=request.membership, event_id=event_id, now=timezone.now()
        )
    shown = {"form": form, "page": page, "scope": request.POST.get("scope", "")}
    return render(
        request, "events/scheduling/event_cancellation.html", shown, status=_status(form)
    )


def _typed(request: MemberRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


def _status(form: ArrangementForm | CancellationForm) -> int:
    return 422 if form.is_bound and not form.is_valid() else 200


@require_http_methods(["GET", "POST"])
def series_create(request: MemberRequest) -> HttpResponse:
    choices = schedule_choices(membership=request.membership)
    typed = request.POST if request.method == "POST" else None
    form = SeriesForm(typed, choices=choices, initial={"template": request.GET.get("template")})
    if not form.is_valid():
        return _show_new_series(request, form)
    series = attempt(form, schedule_series, membership=request.membership, **form.wanted())
    if series is None:
        return _show_new_series(request, form)
    messages.success(request, _("The events of the next eight weeks are on the calendar."))
    return redirect("events:series_detail", request.community.slug, series.pk)


def _show_new_series(request: MemberRequest, form: SeriesForm) -> HttpResponse:
    status = 422 if form.is_bound else 200
    shown = {"form": form, "is_series": True}
    return render(request, "events/scheduling/event_form.html", shown, status=status)
