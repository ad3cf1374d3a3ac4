from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kernel.errors import Refusal
from config.kernel.http import found_or_404, open_to_signed_in, refusals_beside
from memberships.communities.requests import GuestRequest, MemberRequest
from memberships.joining.forms import JoinRequestForm
from memberships.joining.selectors import join_requests_page
from memberships.joining.services import approve_join_request, ask_to_join, decline_join_request


@require_http_methods(["GET", "POST"])
@open_to_signed_in
def join_request_create(request: GuestRequest) -> HttpResponse:
    if request.method == "GET":
        return _asking(request, JoinRequestForm())
    form = JoinRequestForm(request.POST)
    if form.is_valid():
        with refusals_beside(form):
            ask_to_join(
                community=request.community,
                user=request.user,
                now=timezone.now(),
                **form.cleaned_data,
            )
    if form.errors:
        return _asking(request, form, status=422)
    messages.success(request, _("Your request is on its way. We mail you the answer."))
    return redirect("memberships:community_detail", request.community.slug)


@require_safe
def join_request_list(request: MemberRequest) -> HttpResponse:
    return _list(request)


@require_POST
def join_request_approval(request: MemberRequest, join_request_id: int) -> HttpResponse:
    try:
        with found_or_404():
            approve_join_request(
                membership=request.membership,
                join_request_id=join_request_id,
                now=timezone.now(),
            )
    except Refusal as refusal:
        return _list(request, refused=str(refusal))
    messages.success(request, _("They are in, and we have told them."))
    return redirect("memberships:join_request_list", request.community.slug)


@require_POST
def join_request_refusal(request: MemberRequest, join_request_id: int) -> HttpResponse:
    try:
        with found_or_404():
            decline_join_request(
                membership=request.membership,
                join_request_id=join_request_id,
                now=timezone.now(),
            )
    except Refusal as refusal:
        return _list(request, refused=str(refusal))
    messages.success(request, _("Declined. We have told them kindly."))
    return redirect("memberships:join_request_list", request.community.slug)


def _asking(request: GuestRequest, form: JoinRequestForm, *, status: int = 200) -> HttpResponse:
    return render(
        request, "memberships/joining/join_request_create.html", {"form": form}, status=status
    )


def _list(request: MemberRequest, *, refused: str = "") -> HttpResponse:
    waiting = join_requests_page(membership=request.membership)
    context = {"requests": waiting, "refused": refused}
    status = 422 if refused else 200
    return render(request, "memberships/joining/join_request_list.html", context, status=status)
