from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from config.kernel.errors import Refusal
from config.kernel.forms import PressForm
from config.kernel.http import add_refusal, found_or_404, is_done
from events.attendance.forms import MarkForm
from events.attendance.selectors.attendance_list import attendance_page
from events.attendance.services.attendance import mark_absent, mark_others_absent, mark_present
from memberships.communities.requests import MemberRequest

MARKS = {"present": mark_present, "absent": mark_absent}


@require_safe
def attendance_list(request: MemberRequest, event_id: int) -> HttpResponse:
    return _show(request, event_id)


@require_POST
def attendance_mark(request: MemberRequest, event_id: int, rsvp_id: int) -> HttpResponse:
    form = MarkForm(request.POST)
    if not (form.is_valid() and _is_marked(request, event_id, rsvp_id, form)):
        return _show(request, event_id, form=form)
    page = reverse("events:attendance_list", args=[request.community.slug, event_id])
    return redirect(f"{page}#rsvp-{rsvp_id}")


@require_POST
def attendance_absences(request: MemberRequest, event_id: int) -> HttpResponse:
    """Whoever is not marked was not there."""
    press = PressForm(request.POST)
    try:
        with found_or_404():
            count = mark_others_absent(
                event_id=event_id, membership=request.membership, now=timezone.now()
            )
    except Refusal as refusal:
        add_refusal(press, refusal)
        return _show(request, event_id, form=press)
    messages.success(request, _absences_noted(count))
    return redirect("events:attendance_list", request.community.slug, event_id)


def _absences_noted(count: int) -> str:
    words = ngettext(
        "%(count)d person is marked as absent.", "%(count)d people are marked as absent.", count
    )
    return words % {"count": count}


def _is_marked(request: MemberRequest, event_id: int, rsvp_id: int, form: MarkForm) -> bool:
    mark = MARKS[form.cleaned_data["mark"]]
    return is_done(
        form,
        mark,
        event_id=event_id,
        rsvp_id=rsvp_id,
        membership=request.membership,
        now=timezone.now(),
    )


def _show(
    request: MemberRequest, event_id: int, *, form: MarkForm | PressForm | None = None
) -> HttpResponse:
    with found_or_404():
        page = attendance_page(
            event_id=event_id, membership=request.membership, now=timezone.now()
        )
    context = {"page": page, "form": form}
    status = 422 if form else 200
    return render(request, "events/attendance/attendance_list.html", context, status=status)
