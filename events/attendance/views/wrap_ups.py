from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kernel.forms import PressForm
from config.kernel.http import found_or_404, lead_to, posted, status_of, submit_form
from events.attendance.forms import ResolutionForm, wrap_up_form
from events.attendance.selectors.safety_answers import resolution_page, safety_answers_page
from events.attendance.selectors.wrap_up_card import wrap_up_page
from events.attendance.services.wrap_ups import fill_wrap_up, handle_safety_answer, resolve_handle
from memberships.communities.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def handle_resolution(request: MemberRequest, wrap_up_id: int) -> HttpResponse:
    form, me = ResolutionForm(posted(request)), request.membership
    there = lead_to("events:safety_answer_list", request.community.slug)
    if submit_form(form, resolve_handle, wrap_up_id=wrap_up_id, membership=me):
        messages.success(request, _("Noted. You see the name on this answer now."))
        return there
    with found_or_404():
        page = resolution_page(wrap_up_id=wrap_up_id, membership=me)
    context, template = {"page": page, "form": form}, "events/attendance/handle_resolution.html"
    return render(request, template, context, status=status_of(form))


@require_http_methods(["GET", "HEAD", "POST"])
def wrap_up(request: MemberRequest, event_id: int) -> HttpResponse:
    me = request.membership
    with found_or_404():
        page = wrap_up_page(event_id=event_id, membership=me, now=timezone.now())
    form = wrap_up_form(page, data=posted(request))
    there = lead_to("events:loop_detail", request.community.slug)
    if submit_form(form, fill_wrap_up, event_id=event_id, membership=me):
        messages.success(request, _("Thank you. The card is filled."))
        return there
    context = {"page": page, "form": form}
    return render(request, "events/attendance/wrap_up.html", context, status=status_of(form))


@require_safe
def safety_answer_list(request: MemberRequest) -> HttpResponse:
    return _show_answers(request)


@require_POST
def safety_answer_handling(request: MemberRequest, wrap_up_id: int) -> HttpResponse:
    press, me = PressForm(request.POST), request.membership
    there = lead_to("events:safety_answer_list", request.community.slug)
    if not submit_form(press, handle_safety_answer, wrap_up_id=wrap_up_id, membership=me):
        return _show_answers(request, press=press)
    messages.success(request, _("Noted: you have looked after this."))
    return there


def _show_answers(request: MemberRequest, *, press: PressForm | None = None) -> HttpResponse:
    page = safety_answers_page(membership=request.membership)
    context, template = {"page": page, "press": press}, "events/attendance/safety_answer_list.html"
    return render(request, template, context, status=status_of(press))
