from datetime import date

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from config.kernel.http import found_or_404
from events.pages.forms import BrowseForm, form_for
from events.pages.selectors.event_detail import event_page
from events.pages.selectors.event_list import past_event_list, upcoming_event_list
from events.pages.selectors.months import month_page
from memberships.communities.requests import MemberRequest


@require_safe
def event_detail(request: MemberRequest, event_id: int) -> HttpResponse:
    with found_or_404():
        page = event_page(event_id=event_id, membership=request.membership, now=timezone.now())
    context = {"page": page, "form": form_for(page.panel, bound=None)}
    return render(request, "events/pages/event_detail.html", context)


@require_safe
def event_list(request: MemberRequest) -> HttpResponse:
    kind, number, is_past = BrowseForm(request.GET).asked()
    select = past_event_list if is_past else upcoming_event_list
    page = select(membership=request.membership, kind=kind, number=number, now=timezone.now())
    return render(request, "events/pages/event_list.html", {"page": page})


@require_safe
def event_calendar(request: MemberRequest, year: int, month: int) -> HttpResponse:
    with found_or_404():
        page = month_page(
            membership=request.membership, year=year, month=month, now=timezone.now()
        )
    context = {
        "month": page,
        "previous_url": _month_url(request, page.previous),
        "next_url": _month_url(request, page.following),
    }
    return render(request, "events/pages/event_calendar.html", context)


@require_safe
def event_calendar_today(request: MemberRequest) -> HttpResponse:
    """Lead to the current month, in the reader's time zone."""
    return redirect(_month_url(request, timezone.localdate()))


def _month_url(request: MemberRequest, day: date | None) -> str:
    if day is None:
        return ""
    return reverse("events:event_calendar", args=[request.community.slug, day.year, day.month])
