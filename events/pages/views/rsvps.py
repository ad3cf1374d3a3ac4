from collections.abc import Callable

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from config.kernel.errors import Refusal
from config.kernel.http import add_refusal, found_or_404
from events.pages.forms import ClaimForm, IntentionForm, MoveForm, form_for
from events.pages.selectors.rsvps import rsvp_panel
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment
from events.seats.services.claims import (
    accept_offer,
    change_segment,
    join_waitlist,
    move_wish,
    release_seat,
    reserve_seat,
    reword_intention,
)
from memberships.communities.requests import MemberRequest


@require_POST
def rsvp_create(request: MemberRequest, event_id: int, segment_id: int) -> HttpResponse:
    form = ClaimForm(request.POST)
    return _do(reserve_seat, request, form, event_id=event_id, segment_id=segment_id)


@require_POST
def waitlist_create(request: MemberRequest, event_id: int, segment_id: int) -> HttpResponse:
    form = ClaimForm(request.POST)
    return _do(join_waitlist, request, form, event_id=event_id, segment_id=segment_id)


@require_POST
def rsvp_change(request: MemberRequest, event_id: int, segment_id: int) -> HttpResponse:
    form = forms.Form(request.POST)
    return _do(change_segment, request, form, event_id=event_id, segment_id=segment_id)


@require_POST
def rsvp_intention(request: MemberRequest, event_id: int) -> HttpResponse:
    return _do(reword_intention, request, IntentionForm(request.POST), event_id=event_id)


@require_POST
def rsvp_release(request: MemberRequest, event_id: int) -> HttpResponse:
    return _do(release_seat, request, forms.Form(request.POST), event_id=event_id)


@require_POST
def rsvp_acceptance(request: MemberRequest, event_id: int) -> HttpResponse:
    return _do(accept_offer, request, forms.Form(request.POST), event_id=event_id)


@require_POST
def rsvp_move(request: MemberRequest, event_id: int) -> HttpResponse:
    """Leads on to the other event, where the wish stands now."""
    return _do(move_wish, request, MoveForm(request.POST), event_id=event_id)


def _do(
    use_case: Callable[..., Rsvp], request: MemberRequest, form: forms.Form, **ids: int
) -> HttpResponse:
    """One use case over the member's claim, answered by the panel that shows what is so now."""
    if form.is_valid():
        given = {**ids, **form.cleaned_data, "now": timezone.now()}
        try:
            with found_or_404():
                rsvp = use_case(membership=request.membership, **given)
        except Refusal as refusal:
            add_refusal(form, refusal)
        else:
            return _done(request, rsvp)
    return _show_panel(request, ids["event_id"], form, status=422)


def _done(request: MemberRequest, rsvp: Rsvp) -> HttpResponse:
    messages.success(request, _words_for(rsvp))
    if request.htmx:
        answer = _show_panel(request, rsvp.event_id, None, status=200)
        return trigger_client_event(answer, "seat-changed")
    return redirect("events:event_detail", request.community.slug, rsvp.event_id)


def _words_for(rsvp: Rsvp) -> str:
    if rsvp.state == Rsvp.State.RELEASED:
        return _("Done: your place is free for somebody else.")
    if rsvp.state == Rsvp.State.WAITING:
        return _("You are on the waiting list.")
    if rsvp.segment.kind == Segment.Kind.BROADCAST:
        return _("You are coming to the broadcast.")
    return _("Your seat is yours.")


def _show_panel(
    request: MemberRequest, event_id: int, bound: forms.Form | None, *, status: int
) -> HttpResponse:
    with found_or_404():
        panel = rsvp_panel(event_id=event_id, membership=request.membership, now=timezone.now())
    if type(bound) is IntentionForm and panel.mine is None:
        raise Http404  # there is no claim whose words could be put right
    template = (
        "events/pages/_rsvp_answer.html" if request.htmx else "events/pages/rsvp_create.html"
    )
    context = {"panel": panel, "bound": bound, "form": form_for(panel, bound=bound)}
    return render(request, template, context, status=status)
