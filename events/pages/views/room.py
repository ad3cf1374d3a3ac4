from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from config.kernel.forms import PressForm
from config.kernel.http import found_or_404, lead_to, status_of, submit_form
from events.attendance.forms import CommitmentForm, commitment_form
from events.attendance.services import attendance
from events.attendance.services.attendance import leave_quietly
from events.attendance.services.commitments import commit_to_micro_action
from events.attendance.services.live import open_event
from events.pages.selectors.room import room_page
from memberships.communities.requests import MemberRequest


@require_safe
def room_detail(request: MemberRequest, event_id: int) -> HttpResponse:
    return _show(request, event_id)


@require_POST
def event_opening(request: MemberRequest, event_id: int) -> HttpResponse:
    return _press(request, open_event, event_id)


@require_POST
def check_in(request: MemberRequest, event_id: int) -> HttpResponse:
    return _press(request, attendance.check_in, event_id)


@require_POST
def leaving(request: MemberRequest, event_id: int) -> HttpResponse:
    return _press(request, leave_quietly, event_id)


@require_POST
def commitment(request: MemberRequest, event_id: int) -> HttpResponse:
    form, me = CommitmentForm(request.POST), request.membership
    there = lead_to("events:room_detail", request.community.slug, event_id)
    if not submit_form(form, commit_to_micro_action, event_id=event_id, membership=me):
        return _show(request, event_id, form=form)
    messages.success(request, _("It is noted. You find it in your loop."))
    return there


def _press(request: MemberRequest, use_case: Callable[..., object], event_id: int) -> HttpResponse:
    press = PressForm(request.POST)
    there = lead_to("events:room_detail", request.community.slug, event_id)
    if submit_form(press, use_case, event_id=event_id, membership=request.membership):
        return there
    return _show(request, event_id, press=press)


def _show(
    request: MemberRequest,
    event_id: int,
    *,
    form: CommitmentForm | None = None,
    press: PressForm | None = None,
) -> HttpResponse:
    with found_or_404():
        page = room_page(event_id=event_id, membership=request.membership, now=timezone.now())
    if form and page.rsvp is None:
        raise Http404  # organisers without a seat have nothing to commit to
    context = {"page": page, "form": form or commitment_form(page.commitment), "press": press}
    status = status_of(form or press)
    return render(request, "events/pages/room_detail.html", context, status=status)
