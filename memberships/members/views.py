from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kernel.errors import Refusal
from config.kernel.http import found_or_404, open_to_signed_in, refusals_beside
from memberships.communities import policies
from memberships.communities.forms import RolesForm
from memberships.communities.models import Membership
from memberships.communities.requests import GuestRequest, MemberRequest
from memberships.members.selectors import member_at, people_page
from memberships.members.services import (
    change_roles,
    leave_community,
    pause_member,
    remove_member,
    resume_member,
)

LONGEST_NUMBER = 5


@require_safe
def membership_list(request: MemberRequest) -> HttpResponse:
    return _people(request)


@require_http_methods(["GET", "POST"])
def membership_roles(request: MemberRequest, membership_id: int) -> HttpResponse:
    policies.ensure_may_own(request.membership)
    member = _member(request, membership_id)
    if request.method == "GET":
        return _roles(request, RolesForm(initial={"roles": member.roles}), member)
    form = RolesForm(request.POST)
    if form.is_valid():
        mine, now = request.membership, timezone.now()
        with found_or_404(), refusals_beside(form):
            change_roles(membership=mine, member_id=membership_id, now=now, **form.cleaned_data)
    if form.errors:
        return _roles(request, form, member, status=422)
    messages.success(request, _("Saved."))
    return redirect("memberships:membership_list", request.community.slug)


@require_http_methods(["GET", "POST"])
def membership_pause(request: MemberRequest, membership_id: int) -> HttpResponse:
    if request.method == "GET":
        return _about(request, "memberships/members/membership_pause.html", membership_id)
    try:
        with found_or_404():
            pause_member(
                membership=request.membership, member_id=membership_id, now=timezone.now()
            )
    except Refusal as refusal:
        return _people(request, refused=str(refusal))
    if membership_id == request.membership.pk:
        messages.success(request, _("You are taking a break. Come back whenever you like."))
        return redirect("memberships:community_list")
    messages.success(request, _("Paused. They can come back at any time."))
    return redirect("memberships:membership_list", request.community.slug)


@require_POST
@open_to_signed_in
def membership_resumption(request: GuestRequest, membership_id: int) -> HttpResponse:
    try:
        with found_or_404():
            resume_member(
                community=request.community,
                user=request.user,
                member_id=membership_id,
                now=timezone.now(),
            )
    except Refusal as refusal:
        messages.warning(request, str(refusal))
        return redirect("memberships:community_list")
    messages.success(request, _("The break is over."))
    return redirect("memberships:membership_list", request.community.slug)


@require_http_methods(["GET", "POST"])
def membership_removal(request: MemberRequest, membership_id: int) -> HttpResponse:
    if membership_id == request.membership.pk:
        return redirect("memberships:departure", request.community.slug)
    if request.method == "GET":
        return _about(request, "memberships/members/membership_removal.html", membership_id)
    try:
        with found_or_404():
            remove_member(
                membership=request.membership, member_id=membership_id, now=timezone.now()
            )
    except Refusal as refusal:
        return _people(request, refused=str(refusal))
    messages.success(request, _("Removed. We have told them."))
    return redirect("memberships:membership_list", request.community.slug)


@require_http_methods(["GET", "POST"])
def departure(request: MemberRequest) -> HttpResponse:
    """Leave the community oneself."""
    if request.method == "GET":
        return _leaving(request)
    try:
        leave_community(membership=request.membership, now=timezone.now())
    except Refusal as refusal:
        return _leaving(request, refused=str(refusal))
    messages.success(request, _("You have left. Thank you for the time."))
    return redirect("memberships:community_list")


def _about(request: MemberRequest, template: str, membership_id: int) -> HttpResponse:
    """The question before something is done about a member."""
    return render(request, template, {"member": _member(request, membership_id)})


def _member(request: MemberRequest, membership_id: int) -> Membership:
    """Oneself, or somebody one looks after."""
    if membership_id == request.membership.pk:
        return request.membership
    with found_or_404():
        return member_at(membership=request.membership, member_id=membership_id)


def _people(request: MemberRequest, *, refused: str = "") -> HttpResponse:
    page = people_page(membership=request.membership, number=_number(request), now=timezone.now())
    context = {"page": page, "refused": refused}
    status = 422 if refused else 200
    return render(request, "memberships/members/membership_list.html", context, status=status)


def _number(request: MemberRequest) -> int:
    """The page asked for; anything odd is the first."""
    asked = request.GET.get("page", "")
    return max(int(asked), 1) if asked.isdecimal() and len(asked) <= LONGEST_NUMBER else 1


def _roles(
    request: MemberRequest, form: RolesForm, member: Membership, *, status: int = 200
) -> HttpResponse:
    context = {"form": form, "member": member}
    return render(request, "memberships/members/membership_roles.html", context, status=status)


def _leaving(request: MemberRequest, *, refused: str = "") -> HttpResponse:
    status = 422 if refused else 200
    return render(
        request, "memberships/members/departure.html", {"refused": refused}, status=status
    )
