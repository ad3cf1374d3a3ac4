from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from config.kernel.errors import Refusal
from config.kernel.http import add_refusal, found_or_404
from events import selectors, services
from events.forms.day import STILL_ON_IT, ActionAnswerForm, OutcomeForm
from memberships.requests import MemberRequest

LoopForm = ActionAnswerForm | OutcomeForm


@require_safe
def loop_detail(request: MemberRequest) -> HttpResponse:
    return _show(request)


@require_POST
def micro_action_update(request: MemberRequest, micro_action_id: int) -> HttpResponse:
    with found_or_404():
        selectors.own_micro_action(micro_action_id=micro_action_id, membership=request.membership)
    form = ActionAnswerForm(request.POST)
    if not (form.is_valid() and _is_answered(request, micro_action_id, form)):
        return _show(request, form=form)
    return redirect("events:loop_detail", request.community.slug)


@require_POST
def intention_outcome(request: MemberRequest, rsvp_id: int) -> HttpResponse:
    with found_or_404():
        selectors.own_intention(rsvp_id=rsvp_id, membership=request.membership)
    form = OutcomeForm(request.POST)
    if not (form.is_valid() and _is_settled(request, rsvp_id, form)):
        return _show(request, form=form)
    return redirect("events:loop_detail", request.community.slug)


def _is_answered(request: MemberRequest, micro_action_id: int, form: ActionAnswerForm) -> bool:
    try:
        with found_or_404():
            _answer(request, micro_action_id, form.cleaned_data["answer"])
    except Refusal as refusal:
        add_refusal(form, refusal)
        return False
    return True


def _answer(request: MemberRequest, micro_action_id: int, answer: str) -> None:
    now, me = timezone.now(), request.membership
    if answer == STILL_ON_IT:
        services.put_off_micro_action(micro_action_id=micro_action_id, membership=me, now=now)
    else:
        services.settle_micro_action(
            micro_action_id=micro_action_id, membership=me, outcome=answer, now=now
        )


def _is_settled(request: MemberRequest, rsvp_id: int, form: OutcomeForm) -> bool:
    try:
        with found_or_404():
            services.settle_intention(
                rsvp_id=rsvp_id,
                membership=request.membership,
                outcome=form.cleaned_data["outcome"],
                now=timezone.now(),
            )
    except Refusal as refusal:
        add_refusal(form, refusal)
        return False
    return True


def _show(request: MemberRequest, *, form: LoopForm | None = None) -> HttpResponse:
    page = selectors.loop_page(membership=request.membership, now=timezone.now())
    status = 422 if form else 200
    return render(request, "events/loop_detail.html", {"page": page, "form": form}, status=status)
