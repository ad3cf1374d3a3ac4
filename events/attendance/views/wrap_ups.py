from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kernel.forms import PressForm
from config.kernel.http import found_or_404, is_done, refusals_beside
from events.attendance.forms import ResolutionForm, WrapUpForm, wrap_up_form
from events.attendance.selectors.safety_answers import resolution_page, safety_answers_page
from events.attendance.selectors.wrap_up_card import wrap_up_page
from events.attendance.services.wrap_ups import fill_wrap_up, handle_safety_answer, resolve_handle
from memberships.communities.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def handle_resolution(request: MemberRequest, wrap_up_id: int) -> HttpResponse:
    form = ResolutionForm(_typed(request))
    if form.is_valid() and _is_resolved(request, wrap_up_id, form):
        messages.success(request, _("Noted. You see the name on this answer now."))
        return redirect("events:safety_answer_list", request.community.slug)
    with found_or_404():
        page = resolution_page(wrap_up_id=wrap_up_id, membership=request.membership)
    context = {"page": page, "form": form}
    status = 422 if form.errors else 200
    return render(request, "events/attendance/handle_resolution.html", context, status=status)


def _is_resolved(request: MemberRequest, wrap_up_id: int, form: ResolutionForm) -> bool:
    with found_or_404(), refusals_beside(form):
        resolve_handle(
            wrap_up_id=wrap_up_id,
            membership=request.membership,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
    return not form.errors


def _typed(request: MemberRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None


@require_http_methods(["GET", "HEAD", "POST"])
def wrap_up(request: MemberRequest, event_id: int) -> HttpResponse:
    with found_or_404():
        page = wrap_up_page(event_id=event_id, membership=request.membership, now=timezone.now())
    form = wrap_up_form(page, data=request.POST if request.method == "POST" else None)
    if form.is_valid() and _is_filled(request, event_id, form):
        messages.success(request, _("Thank you. The card is filled."))
        return redirect("events:loop_detail", request.community.slug)
    context = {"page": page, "form": form}
    status = 422 if form.errors else 200
    return render(request, "events/attendance/wrap_up.html", context, status=status)


@require_safe
def safety_answer_list(request: MemberRequest) -> HttpResponse:
    return _show_answers(request)


@require_POST
def safety_answer_handling(request: MemberRequest, wrap_up_id: int) -> HttpResponse:
    press = PressForm(request.POST)
    if not is_done(
        press,
        handle_safety_answer,
        wrap_up_id=wrap_up_id,
        membership=request.membership,
        now=timezone.now(),
    ):
        return _show_answers(request, press=press)
    messages.success(request, _("Noted: you have looked after this."))
    return redirect("events:safety_answer_list", request.community.slug)


def _is_filled(request: MemberRequest, event_id: int, form: WrapUpForm) -> bool:
    return is_done(
        form,
        fill_wrap_up,
        event_id=event_id,
        membership=request.membership,
        card=form.card(),
        now=timezone.now(),
    )


def _show_answers(request: MemberRequest, *, press: PressForm | None = None) -> HttpResponse:
    page = safety_answers_page(membership=request.membership)
    context = {"page": page, "press": press}
    status = 422 if press else 200
    return render(request, "events/attendance/safety_answer_list.html", context, status=status)
