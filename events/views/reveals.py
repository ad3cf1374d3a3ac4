from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kernel.http import found_or_404, refusals_beside
from events import selectors, services
from events.forms.day import PressForm
from events.forms.reveals import ResolutionForm
from memberships.requests import MemberRequest


@require_safe
def reveal_list(request: MemberRequest, event_id: int) -> HttpResponse:
    return _show(request, event_id)


@require_POST
def reveal_create(request: MemberRequest, event_id: int, handle_id: int) -> HttpResponse:
    return _press(request, services.give_reveal, event_id=event_id, handle_id=handle_id)


@require_POST
def reveal_withdrawal(request: MemberRequest, event_id: int, handle_id: int) -> HttpResponse:
    return _press(request, services.take_back_reveal, event_id=event_id, handle_id=handle_id)


@require_http_methods(["GET", "HEAD", "POST"])
def handle_resolution(request: MemberRequest, wrap_up_id: int) -> HttpResponse:
    form = ResolutionForm(_typed(request))
    if form.is_valid() and _is_resolved(request, wrap_up_id, form):
        messages.success(request, _("Noted. You see the name on this answer now."))
        return redirect("events:safety_answer_list", request.community.slug)
    with found_or_404():
        page = selectors.resolution_page(wrap_up_id=wrap_up_id, membership=request.membership)
    context = {"page": page, "form": form}
    status = 422 if form.errors else 200
    return render(request, "events/handle_resolution.html", context, status=status)


def _is_resolved(request: MemberRequest, wrap_up_id: int, form: ResolutionForm) -> bool:
    with found_or_404(), refusals_beside(form):
        services.resolve_handle(
            wrap_up_id=wrap_up_id,
            membership=request.membership,
            reason=form.cleaned_data["reason"],
            now=timezone.now(),
        )
    return not form.errors


def _press(
    request: MemberRequest, act: Callable[..., object], *, event_id: int, handle_id: int
) -> HttpResponse:
    press = PressForm(request.POST)
    with found_or_404(), refusals_beside(press):
        act(
            event_id=event_id,
            handle_id=handle_id,
            membership=request.membership,
            now=timezone.now(),
        )
    if press.errors:
        return _show(request, event_id, press=press)
    return redirect("events:reveal_list", request.community.slug, event_id)


def _show(
    request: MemberRequest, event_id: int, *, press: forms.Form | None = None
) -> HttpResponse:
    with found_or_404():
        page = selectors.reveal_page(
            event_id=event_id, membership=request.membership, now=timezone.now()
        )
    context = {"page": page, "press": press}
    return render(request, "events/reveal_list.html", context, status=422 if press else 200)


def _typed(request: MemberRequest) -> QueryDict | None:
    return request.POST if request.method == "POST" else None
