from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from config.kernel.forms import PressForm
from config.kernel.http import found_or_404, is_done
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
    return _press(request, event_id, open_event)


@require_POST
def check_in(request: MemberRequest, event_id: int) -> HttpResponse:
    return _press(request, event_id, attendance.check_in)


@require_POST
def leaving(request: MemberRequest, event_id: int) -> HttpResponse:
    return _press(request, event_id, leave_quietly)


@require_POST
def commitment(request: MemberRequest, event_id: int) -> HttpResponse:
    form = CommitmentForm(request.POST)
    if not (form.is_valid() and _is_committed(request, event_id, form)):
        return _show(request, event_id, form=form)
    messages.success(request, _("It is noted. You find it in your loop."))
    return redirect("events:room_detail", request.community.slug, event_id)


def _is_committed(request: MemberRequest, event_id: int, form: CommitmentForm) -> bool:
    return is_done(
        form,
        commit_to_micro_action,
        event_id=event_id,
        membership=request.membership,
        text=form.cleaned_data["text"],
        due_on=form.cleaned_data["due_on"],
        now=timezone.now(),
    )


def _press(request: MemberRequest, event_id: int, act: Callable[..., object]) -> HttpResponse:
    press = PressForm(request.POST)
    if not is_done(
        press, act, event_id=event_id, membership=request.membership, now=timezone.now()
    ):
        return _show(request, event_id, press=press)
    return redirect("events:room_detail", request.community.slug, event_id)


def _show(
    request: MemberRequest,
    event_id: int,
    *,
    form: CommitmentForm | None = None,
    press: PressForm | None = None,
) -> HttpResponse:
    now = timezone.now()
    with found_or_404():
        page = room_page(event_id=event_id, membership=request.membership, now=now)
    if form and page.rsvp is None:
        raise Http404  # who runs the event has nothing to commit to
    context = {"page": page, "form": form or commitment_form(page.commitment), "press": press}
    status = 422 if form or press else 200
    return render(request, "events/pages/room_detail.html", context, status=status)
