from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from config.kernel.http import found_or_404
from events import selectors, services
from events.forms.schedule import CancellationForm, SeriesForm
from events.selectors import SeriesPage
from events.views.studio import attempt
from memberships.requests import MemberRequest


@require_http_methods(["GET", "POST"])
def series_create(request: MemberRequest) -> HttpResponse:
    choices = selectors.schedule_choices(membership=request.membership)
    typed = request.POST if request.method == "POST" else None
    form = SeriesForm(typed, choices=choices, initial={"template": request.GET.get("template")})
    if not form.is_valid():
        return _show_new(request, form)
    series = attempt(
        form, services.schedule_series, membership=request.membership, **form.wanted()
    )
    if series is None:
        return _show_new(request, form)
    messages.success(request, _("The events of the next eight weeks are on the calendar."))
    return redirect("events:series_detail", request.community.slug, series.pk)


@require_safe
def series_detail(request: MemberRequest, series_id: int) -> HttpResponse:
    page = _page(request, series_id)
    return render(request, "events/series_detail.html", {"page": page})


@require_http_methods(["GET", "POST"])
def series_cancellation(request: MemberRequest, series_id: int) -> HttpResponse:
    form = CancellationForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return _show_cancellation(request, series_id, form)
    wanted = {"series_id": series_id, **form.cleaned_data}
    if attempt(form, services.end_series, membership=request.membership, **wanted) is None:
        return _show_cancellation(request, series_id, form)
    messages.success(request, _("The series has ended. Those with a place are told."))
    return redirect("events:studio_detail", request.community.slug)


def _page(request: MemberRequest, series_id: int) -> SeriesPage:
    with found_or_404():
        return selectors.series_page(
            membership=request.membership, series_id=series_id, now=timezone.now()
        )


def _show_new(request: MemberRequest, form: SeriesForm) -> HttpResponse:
    status = 422 if form.is_bound else 200
    shown = {"form": form, "is_series": True}
    return render(request, "events/event_form.html", shown, status=status)


def _show_cancellation(
    request: MemberRequest, series_id: int, form: CancellationForm
) -> HttpResponse:
    status = 422 if form.is_bound else 200
    shown = {"form": form, "page": _page(request, series_id)}
    return render(request, "events/series_cancellation.html", shown, status=status)
