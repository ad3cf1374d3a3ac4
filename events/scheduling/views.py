from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from config.kernel.http import found_or_404, lead_to, posted, status_of, submit_form
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
    form = EventForm(posted(request), choices=choices, initial=initial)
    done = submit_form(form, schedule_event, membership=request.membership)
    if done is None:
        return _show(request, form)
    messages.success(request, _("The event is on the calendar."))
    return redirect("events:event_detail", request.community.slug, done.outcome.pk)


@require_http_methods(["GET", "POST"])
def event_update(request: MemberRequest, event_id: int) -> HttpResponse:
    page = _page(request, event_id)
    initial = arrangement_initial(page.arrangement)
    form = ArrangementForm(posted(request), choices=page.choices, initial=initial)
    return _change(request, page, form, preview=event_change_preview, change=change_event)


@require_http_methods(["GET", "POST"])
def following_update(request: MemberRequest, event_id: int) -> HttpResponse:
    page = _page(request, event_id)
    with found_or_404():
        arrangement = page.arrangement_of_series()
    repeat = repeat_initial(page.rest_of_rule, on=arrangement.on)
    initial = {**arrangement_initial(arrangement), **repeat}
    form = FollowingForm(posted(request), choices=page.choices, initial=initial)
    return _change(request, page, form, preview=following_change_preview, change=change_following)


@require_http_methods(["GET", "POST"])
def event_cancellation(request: MemberRequest, event_id: int) -> HttpResponse:
    form, me = CancellationForm(posted(request)), request.membership
    cancel = cancel_following if request.POST.get("scope") == FOLLOWING else cancel_event
    there = lead_to("events:studio_detail", request.community.slug)
    if submit_form(form, cancel, event_id=event_id, membership=me):
        messages.success(request, _("It is called off. Those with a place are told."))
        return there
    with found_or_404():
        page = cancellation_page(event_id=event_id, membership=me, now=timezone.now())
    context = {"form": form, "page": page, "scope": request.POST.get("scope", "")}
    template = "events/scheduling/event_cancellation.html"
    return render(request, template, context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def series_create(request: MemberRequest) -> HttpResponse:
    choices = schedule_choices(membership=request.membership)
    initial = {"template": request.GET.get("template")}
    form = SeriesForm(posted(request), choices=choices, initial=initial)
    done = submit_form(form, schedule_series, membership=request.membership)
    if done is None:
        return _show(request, form)
    messages.success(request, _("The events of the next eight weeks are on the calendar."))
    return redirect("events:series_detail", request.community.slug, done.outcome.pk)


def _change(
    request: MemberRequest,
    page: EventFormPage,
    form: ArrangementForm,
    *,
    preview: Callable[..., object],
    change: Callable[..., object],
) -> HttpResponse:
    """Show the form, then a preview of the change; change it once that is confirmed."""
    if "revise" in request.POST:
        return _show(request, form, page=page)
    is_confirmed = "confirmed" in request.POST
    asked = change if is_confirmed else preview
    there = lead_to("events:event_detail", request.community.slug, page.event.pk)
    done = submit_form(form, asked, event_id=page.event.pk, membership=request.membership)
    if done is None:
        return _show(request, form, page=page)
    if not is_confirmed:
        context = {"form": form, "page": page, "preview": done.outcome}
        return render(request, "events/scheduling/event_change_preview.html", context)
    messages.success(request, _("It is changed. Those with a place are told."))
    return there


def _page(request: MemberRequest, event_id: int) -> EventFormPage:
    with found_or_404():
        return event_form_page(
            membership=request.membership, event_id=event_id, now=timezone.now()
        )


def _show(
    request: MemberRequest, form: ArrangementForm, *, page: EventFormPage | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "page": page,
        "is_series": isinstance(form, SeriesForm),
        "is_following": isinstance(form, FollowingForm),
    }
    template = "events/scheduling/event_form.html"
    return render(request, template, context, status=status_of(form))
