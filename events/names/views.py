from collections.abc import Callable

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from config.kernel.forms import PressForm
from config.kernel.http import found_or_404, lead_to, status_of, submit_form
from events.names.selectors import reveal_page
from events.names.services import give_reveal, take_back_reveal
from memberships.communities.requests import MemberRequest


@require_safe
def reveal_list(request: MemberRequest, event_id: int) -> HttpResponse:
    return _show(request, event_id)


@require_POST
def reveal_create(request: MemberRequest, event_id: int, handle_id: int) -> HttpResponse:
    return _press(request, give_reveal, event_id=event_id, handle_id=handle_id)


@require_POST
def reveal_withdrawal(request: MemberRequest, event_id: int, handle_id: int) -> HttpResponse:
    return _press(request, take_back_reveal, event_id=event_id, handle_id=handle_id)


def _press(
    request: MemberRequest, use_case: Callable[..., object], *, event_id: int, **ids: int
) -> HttpResponse:
    press = PressForm(request.POST)
    there = lead_to("events:reveal_list", request.community.slug, event_id)
    if submit_form(press, use_case, event_id=event_id, **ids, membership=request.membership):
        return there
    return _show(request, event_id, press=press)


def _show(
    request: MemberRequest, event_id: int, *, press: PressForm | None = None
) -> HttpResponse:
    with found_or_404():
        page = reveal_page(event_id=event_id, membership=request.membership, now=timezone.now())
    context = {"page": page, "press": press}
    return render(request, "events/names/reveal_list.html", context, status=status_of(press))
