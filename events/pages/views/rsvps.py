from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_htmx.http import trigger_client_event

from config.kernel.forms import PressForm, UseCaseForm
from config.kernel.http import found_or_404, lead_to, status_of, submit_form
from events.pages.forms import ClaimForm, IntentionForm, MoveForm, form_for
from events.pages.selectors.rsvps import rsvp_panel
from events.seats.models.rsvps import Rsvp
from events.seats.models.segments import Segment
from events.seats.services.claims import (
    accept_seat,
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
    return _claim(request, form, reserve_seat, event_id=event_id, segment_id=segment_id)


@require_POST
def waitlist_create(request: MemberRequest, event_id: int, segment_id: int) -> HttpResponse:
    form = ClaimForm(request.POST)
    return _claim(request, form, join_waitlist, event_id=event_id, segment_id=segment_id)


@require_POST
def rsvp_change(request: MemberRequest, event_id: int, segment_id: int) -> HttpResponse:
    press = PressForm(request.POST)
    return _claim(request, press, change_segment, event_id=event_id, segment_id=segment_id)


@require_POST
def rsvp_intention(request: MemberRequest, event_id: int) -> HttpResponse:
    return _claim(request, IntentionForm(request.POST), reword_intention, event_id=event_id)


@require_POST
def rsvp_release(request: MemberRequest, event_id: int) -> HttpResponse:
    return _claim(request, PressForm(request.POST), release_seat, event_id=event_id)


@require_POST
def rsvp_acceptance(request: MemberRequest, event_id: int) -> HttpResponse:
    return _claim(request, PressForm(request.POST), accept_seat, event_id=event_id)


@require_POST
def rsvp_move(request: MemberRequest, event_id: int) -> HttpResponse:
    """Move a place on the waitlist to another event, and lead there."""
    form = MoveForm(request.POST)
    target = form.arguments()["to_event_id"] if form.is_valid() else event_id
    return _claim(request, form, move_wish, event_id=event_id, leads_to=target)


def _claim(
    request: MemberRequest,
    form: UseCaseForm,
    use_case: Callable[..., Rsvp],
    *,
    event_id: int,
    leads_to: int | None = None,
    **ids: int,
) -> HttpResponse:
    """Do something with the member's claim; answer with the panel as it is now, or redirect.

    `leads_to` is the event that is shown afterwards, where it is another one.
    """
    there = lead_to("events:event_detail", request.community.slug, leads_to or event_id)
    done = submit_form(form, use_case, event_id=event_id, **ids, membership=request.membership)
    if done is None:
        return _show_panel(request, event_id, form=form)
    rsvp = done.outcome
    messages.success(request, _words_for(rsvp))
    if request.htmx:
        return trigger_client_event(_show_panel(request, rsvp.event_id), "seat-changed")
    return there


def _words_for(rsvp: Rsvp) -> str:
    if rsvp.state == Rsvp.State.RELEASED:
        return _("Done: your place is free for somebody else.")
    if rsvp.state == Rsvp.State.WAITING:
        return _("You are on the waiting list.")
    if rsvp.segment.kind == Segment.Kind.BROADCAST:
        return _("You are coming to the broadcast.")
    return _("Your seat is yours.")


def _show_panel(
    request: MemberRequest, event_id: int, *, form: UseCaseForm | None = None
) -> HttpResponse:
    with found_or_404():
        panel = rsvp_panel(event_id=event_id, membership=request.membership, now=timezone.now())
    if type(form) is IntentionForm and panel.mine is None:
        raise Http404  # there is no claim whose intention could be reworded
    name = "_rsvp_answer" if request.htmx else "rsvp_create"
    context = {"panel": panel, "bound": form, "form": form_for(panel, bound=form)}
    return render(request, f"events/pages/{name}.html", context, status=status_of(form))
