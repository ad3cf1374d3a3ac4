from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from config.kernel.forms import PressForm
from config.kernel.http import found_or_404, lead_to, status_of, submit_form
from events.strikes.forms import ExplanationForm, explanation_forms
from events.strikes.selectors import absences_page, own_strike, standing_page
from events.strikes.services import explain_strike, forgive_strike
from memberships.communities.requests import MemberRequest


@require_safe
def standing_detail(request: MemberRequest) -> HttpResponse:
    return _show_mine(request)


@require_POST
def strike_explanation(request: MemberRequest, strike_id: int) -> HttpResponse:
    with found_or_404():
        own_strike(strike_id=strike_id, membership=request.membership)
    form = ExplanationForm(request.POST, auto_id=f"id_{strike_id}_%s")
    there = lead_to("events:standing_detail", request.community.slug)
    if not submit_form(form, explain_strike, strike_id=strike_id, membership=request.membership):
        return _show_mine(request, form=form, explained_id=strike_id)
    messages.success(request, _("Thank you for telling us."))
    return there


@require_safe
def absence_list(request: MemberRequest) -> HttpResponse:
    return _show_absences(request)


@require_POST
def strike_forgiveness(request: MemberRequest, strike_id: int) -> HttpResponse:
    press = PressForm(request.POST)
    there = lead_to("events:absence_list", request.community.slug)
    if not submit_form(press, forgive_strike, strike_id=strike_id, membership=request.membership):
        return _show_absences(request, press=press)
    messages.success(request, _("It does not count any more."))
    return there


def _show_mine(
    request: MemberRequest, *, form: ExplanationForm | None = None, explained_id: int | None = None
) -> HttpResponse:
    page = standing_page(membership=request.membership, now=timezone.now())
    seats = list(explanation_forms(page, bound_to=explained_id, bound=form))
    context = {"page": page, "form": form, "seats": seats}
    template = "events/strikes/standing_detail.html"
    return render(request, template, context, status=status_of(form))


def _show_absences(request: MemberRequest, *, press: PressForm | None = None) -> HttpResponse:
    page = absences_page(membership=request.membership, now=timezone.now())
    context = {"page": page, "press": press}
    return render(request, "events/strikes/absence_list.html", context, status=status_of(press))
