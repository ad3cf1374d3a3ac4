from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from config.kernel.http import found_or_404, is_done
from events.attendance.forms import STILL_ON_IT, ActionAnswerForm, OutcomeForm
from events.attendance.selectors.commitments import own_micro_action
from events.attendance.services.commitments import put_off_micro_action, settle_micro_action
from events.pages.selectors.loop import loop_page
from events.seats.selectors.claims import own_intention
from events.seats.services.intentions import settle_intention
from memberships.communities.requests import MemberRequest

LoopForm = ActionAnswerForm | OutcomeForm


@require_safe
def loop_detail(request: MemberRequest) -> HttpResponse:
    return _show(request)


@require_POST
def micro_action_update(request: MemberRequest, micro_action_id: int) -> HttpResponse:
    with found_or_404():
        own_micro_action(micro_action_id=micro_action_id, membership=request.membership)
    form = ActionAnswerForm(request.POST)
    if not (form.is_valid() and _is_answered(request, micro_action_id, form)):
        return _show(request, form=form)
    return redirect("events:loop_detail", request.community.slug)


@require_POST
def intention_outcome(request: MemberRequest, rsvp_id: int) -> HttpResponse:
    with found_or_404():
        own_intention(rsvp_id=rsvp_id, membership=request.membership)
    form = OutcomeForm(request.POST)
    if not (form.is_valid() and _is_settled(request, rsvp_id, form)):
        return _show(request, form=form)
    return redirect("events:loop_detail", request.community.slug)


def _is_answered(request: MemberRequest, micro_action_id: int, form: ActionAnswerForm) -> bool:
    given = {
        "micro_action_id": micro_action_id,
        "membership": request.membership,
        "now": timezone.now(),
    }
    answer = form.cleaned_data["answer"]
    if answer == STILL_ON_IT:
        return is_done(form, put_off_micro_action, **given)
    return is_done(form, settle_micro_action, outcome=answer, **given)


def _is_settled(request: MemberRequest, rsvp_id: int, form: OutcomeForm) -> bool:
    return is_done(
        form,
        settle_intention,
        rsvp_id=rsvp_id,
        membership=request.membership,
        outcome=form.cleaned_data["outcome"],
        now=timezone.now(),
    )


def _show(request: MemberRequest, *, form: LoopForm | None = None) -> HttpResponse:
    page = loop_page(membership=request.membership, now=timezone.now())
    status = 422 if form else 200
    return render(
        request, "events/pages/loop_detail.html", {"page": page, "form": form}, status=status
    )
