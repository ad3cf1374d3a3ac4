from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from config.kernel.http import found_or_404, lead_to, status_of, submit_form
from events.attendance.forms import STILL_ON_IT, ActionAnswerForm, OutcomeForm
from events.attendance.selectors.commitments import own_micro_action
from events.attendance.services.commitments import put_off_micro_action, settle_micro_action
from events.pages.selectors.loop import loop_page
from events.seats.selectors.claims import rsvp_to_settle
from events.seats.services.intentions import settle_intention
from memberships.communities.requests import MemberRequest


@require_safe
def loop_detail(request: MemberRequest) -> HttpResponse:
    return _show(request)


@require_POST
def micro_action_update(request: MemberRequest, micro_action_id: int) -> HttpResponse:
    form, me = ActionAnswerForm(request.POST), request.membership
    with found_or_404():
        own_micro_action(micro_action_id=micro_action_id, membership=me)
    there = lead_to("events:loop_detail", request.community.slug)
    if submit_form(form, _answer, micro_action_id=micro_action_id, membership=me):
        return there
    return _show(request, form=form)


@require_POST
def intention_outcome(request: MemberRequest, rsvp_id: int) -> HttpResponse:
    form, me = OutcomeForm(request.POST), request.membership
    with found_or_404():
        rsvp_to_settle(rsvp_id=rsvp_id, membership=me)
    there = lead_to("events:loop_detail", request.community.slug)
    if submit_form(form, settle_intention, rsvp_id=rsvp_id, membership=me):
        return there
    return _show(request, form=form)


def _answer(*, answer: str, **action: Any) -> object:
    """Put a micro-action off by a week, or settle it with this outcome."""
    if answer == STILL_ON_IT:
        return put_off_micro_action(**action)
    return settle_micro_action(outcome=answer, **action)


def _show(
    request: MemberRequest, *, form: ActionAnswerForm | OutcomeForm | None = None
) -> HttpResponse:
    page = loop_page(membership=request.membership, now=timezone.now())
    context = {"page": page, "form": form}
    return render(request, "events/pages/loop_detail.html", context, status=status_of(form))
