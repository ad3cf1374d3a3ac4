from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from config.kernel.forms import PressForm
from config.kernel.http import found_or_404, lead_to, status_of, submit_form
from events.attendance.forms import MarkForm
from events.attendance.selectors.attendance_list import attendance_page
from events.attendance.services.attendance import mark_absent, mark_others_absent, mark_present
from memberships.communities.requests import MemberRequest


@require_safe
def attendance_list(request: MemberRequest, event_id: int) -> HttpResponse:
    return _show(request, event_id)


@require_POST
def attendance_mark(request: MemberRequest, event_id: int, rsvp_id: int) -> HttpResponse:
    form, ids = MarkForm(request.POST), {"event_id": event_id, "rsvp_id": rsvp_id}
    page = reverse("events:attendance_list", args=[request.community.slug, event_id])
    there = lead_to(f"{page}#rsvp-{rsvp_id}")
    if not submit_form(form, _mark, **ids, membership=request.membership):
        return _show(request, event_id, form=form)
    return there


@require_POST
def attendance_absences(request: MemberRequest, event_id: int) -> HttpResponse:
    """Mark as absent all who are not marked yet."""
    press, me = PressForm(request.POST), request.membership
    there = lead_to("events:attendance_list", request.community.slug, event_id)
    done = submit_form(press, mark_others_absent, event_id=event_id, membership=me)
    if done is None:
        return _show(request, event_id, form=press)
    messages.success(request, _absences_noted(done.outcome))
    return there


def _mark(*, mark: str, **seat: Any) -> object:
    return mark_present(**seat) if mark == "present" else mark_absent(**seat)


def _absences_noted(count: int) -> str:
    words = ngettext(
        "%(count)d person is marked as absent.", "%(count)d people are marked as absent.", count
    )
    return words % {"count": count}


def _show(
    request: MemberRequest, event_id: int, *, form: MarkForm | PressForm | None = None
) -> HttpResponse:
    with found_or_404():
        page = attendance_page(
            event_id=event_id, membership=request.membership, now=timezone.now()
        )
    context, template = {"page": page, "form": form}, "events/attendance/attendance_list.html"
    return render(request, template, context, status=status_of(form))
