from collections.abc import Callable

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kernel.forms import PressForm
from config.kernel.http import lead_to, open_to_signed_in, posted, status_of, submit_form
from memberships.communities.requests import GuestRequest, MemberRequest
from memberships.joining.forms import JoinRequestForm
from memberships.joining.selectors import join_requests_page
from memberships.joining.services import approve_join_request, ask_to_join, decline_join_request


@require_http_methods(["GET", "POST"])
@open_to_signed_in
def join_request_create(request: GuestRequest) -> HttpResponse:
    form = JoinRequestForm(posted(request))
    there = lead_to("memberships:community_detail", request.community.slug)
    if submit_form(form, ask_to_join, community=request.community, user=request.user):
        messages.success(request, _("Your request is on its way. We mail you the answer."))
        return there
    template = "memberships/joining/join_request_create.html"
    return render(request, template, {"form": form}, status=status_of(form))


@require_safe
def join_request_list(request: MemberRequest) -> HttpResponse:
    return _list(request)


@require_POST
def join_request_approval(request: MemberRequest, join_request_id: int) -> HttpResponse:
    told = _("They are in, and we have told them.")
    return _answer(request, approve_join_request, join_request_id, success=told)


@require_POST
def join_request_refusal(request: MemberRequest, join_request_id: int) -> HttpResponse:
    told = _("Declined. We have told them kindly.")
    return _answer(request, decline_join_request, join_request_id, success=told)


def _answer(
    request: MemberRequest, use_case: Callable[..., object], join_request_id: int, *, success: str
) -> HttpResponse:
    press, me = PressForm(request.POST), request.membership
    there = lead_to("memberships:join_request_list", request.community.slug)
    if not submit_form(press, use_case, join_request_id=join_request_id, membership=me):
        return _list(request, refused=press)
    messages.success(request, success)
    return there


def _list(request: MemberRequest, *, refused: PressForm | None = None) -> HttpResponse:
    waiting = join_requests_page(membership=request.membership)
    context = {"requests": waiting, "refused": refused}
    template = "memberships/joining/join_request_list.html"
    return render(request, template, context, status=status_of(refused))
