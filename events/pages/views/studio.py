from datetime import date

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from config.kernel.http import found_or_404, lead_to, posted, status_of, submit_form
from events.pages.selectors.studio import SeriesPage, series_page, studio_page
from events.scheduling.forms import CancellationForm
from events.scheduling.services import end_series
from memberships.communities.requests import MemberRequest


@require_safe
def studio_detail(request: MemberRequest) -> HttpResponse:
    with found_or_404():
        page = studio_page(
            membership=request.membership,
            now=timezone.now(),
            month=_month(request.GET.get("month", "")),
        )
    return render(request, "events/pages/studio_detail.html", {"page": page})


def _month(text: str) -> date | None:
    try:
        return date.fromisoformat(f"{text}-01")
    except ValueError:
        return None


@require_safe
def series_detail(request: MemberRequest, series_id: int) -> HttpResponse:
    page = _series_page(request, series_id)
    return render(request, "events/pages/series_detail.html", {"page": page})


@require_http_methods(["GET", "POST"])
def series_cancellation(request: MemberRequest, series_id: int) -> HttpResponse:
    form, me = CancellationForm(posted(request)), request.membership
    there = lead_to("events:studio_detail", request.community.slug)
    if submit_form(form, end_series, series_id=series_id, membership=me):
        messages.success(request, _("The series has ended. Those with a place are told."))
        return there
    context = {"form": form, "page": _series_page(request, series_id)}
    template = "events/pages/series_cancellation.html"
    return render(request, template, context, status=status_of(form))


def _series_page(request: MemberRequest, series_id: int) -> SeriesPage:
    with found_or_404():
        return series_page(membership=request.membership, series_id=series_id, now=timezone.now())
