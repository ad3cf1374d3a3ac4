from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kernel.http import found_or_404, is_done
from events import selectors, services
from events.forms.day import PressForm, WrapUpForm, wrap_up_form
from memberships.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def wrap_up(request: MemberRequest, event_id: int) -> HttpResponse:
    with found_or_404():
        page = selectors.wrap_up_page(
            event_id=event_id, membership=request.membership, now=timezone.now()
        )
    form = wrap_up_form(page, data=request.POST if request.method == "POST" else None)
    if form.is_valid() and _is_filled(request, event_id, form):
        messages.success(request, _("Thank you. The card is filled."))
        return redirect("events:loop_detail", request.community.slug)
    context = {"page": page, "form": form}
    status = 422 if form.errors else 200
    return render(request, "events/wrap_up.html", context, status=status)


@require_safe
def safety_answer_list(request: MemberRequest) -> HttpResponse:
    return _show_answers(request)


@require_POST
def safety_answer_handling(request: MemberRequest, wrap_up_id: int) -> HttpResponse:
    press = PressForm(request.POST)
    if not is_done(
        press,
        services.handle_safety_answer,
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
        services.fill_wrap_up,
        event_id=event_id,
        membership=request.membership,
        card=form.card(),
        now=timezone.now(),
    )


def _show_answers(request: MemberRequest, *, press: PressForm | None = None) -> HttpResponse:
    page = selectors.safety_answers_page(membership=request.membership)
    context = {"page": page, "press": press}
    status = 422 if press else 200
    return render(request, "events/safety_answer_list.html", context, status=status)
