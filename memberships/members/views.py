from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kernel.forms import PressForm
from config.kernel.http import (
    found_or_404,
    lead_to,
    open_to_signed_in,
    posted,
    status_of,
    submit_form,
)
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
    form = RolesForm(posted(request), initial={"roles": member.roles})
    there = lead_to("memberships:membership_list", request.community.slug)
    if submit_form(form, change_roles, member_id=membership_id, membership=request.membership):
        messages.success(request, _("Saved."))
        return there
    context = {"form": form, "member": member}
    template = "memberships/members/membership_roles.html"
    return render(request, template, context, status=status_of(form))


@require_http_methods(["GET", "POST"])
def membership_pause(request: MemberRequest, membership_id: int) -> HttpResponse:
    if request.method == "GET":
        return _about(request, "memberships/members/membership_pause.html", membership_id)
    press, me = PressForm(request.POST), request.membership
    if membership_id == me.pk:
        there = lead_to("memberships:community_list")
        told = _("You are taking a break. Come back whenever you like.")
    else:
        there = lead_to("memberships:membership_list", request.community.slug)
        told = _("Paused. They can come back at any time.")
    if not submit_form(press, pause_member, member_id=membership_id, membership=me):
        return _people(request, refused=press)
    messages.success(request, told)
    return there


@require_POST
@open_to_signed_in
def membership_resumption(request: GuestRequest, membership_id: int) -> HttpResponse:
    press, given = PressForm(request.POST), {"user": request.user, "member_id": membership_id}
    there = lead_to("memberships:membership_list", request.community.slug)
    if not submit_form(press, resume_member, community=request.community, **given):
        messages.warning(request, str(press.non_field_errors()[0]))
        return redirect("memberships:community_list")
    messages.success(request, _("The break is over."))
    return there


@require_http_methods(["GET", "POST"])
def membership_removal(request: MemberRequest, membership_id: int) -> HttpResponse:
    if membership_id == request.membership.pk:
        return redirect("memberships:departure", request.community.slug)
    if request.method == "GET":
        return _about(request, "memberships/members/membership_removal.html", membership_id)
    press, me = PressForm(request.POST), request.membership
    there = lead_to("memberships:membership_list", request.community.slug)
    if not submit_form(press, remove_member, member_id=membership_id, membership=me):
        return _people(request, refused=press)
    messages.success(request, _("Removed. We have told them."))
    return there


@require_http_methods(["GET", "POST"])
def departure(request: MemberRequest) -> HttpResponse:
    """Leave the community."""
    press = PressForm(posted(request))
    there = lead_to("memberships:community_list")
    if submit_form(press, leave_community, membership=request.membership):
        messages.success(request, _("You have left. Thank you for the time."))
        return there
    context, template = {"refused": press}, "memberships/members/departure.html"
    return render(request, template, context, status=status_of(press))


def _about(request: MemberRequest, template: str, membership_id: int) -> HttpResponse:
    """The page that asks before something is done to a member."""
    return render(request, template, {"member": _member(request, membership_id)})


def _member(request: MemberRequest, membership_id: int) -> Membership:
    """The reader's own membership, or one they look after; else a 404."""
    if membership_id == request.membership.pk:
        return request.membership
    with found_or_404():
        return member_at(membership=request.membership, member_id=membership_id)


def _people(request: MemberRequest, *, refused: PressForm | None = None) -> HttpResponse:
    page = people_page(membership=request.membership, number=_number(request), now=timezone.now())
    context = {"page": page, "refused": refused}
    template = "memberships/members/membership_list.html"
    return render(request, template, context, status=status_of(refused))


def _number(request: MemberRequest) -> int:
    """The number of the page asked for; 1 if that is not a number."""
    asked = request.GET.get("page", "")
    return max(int(asked), 1) if asked.isdecimal() and len(asked) <= LONGEST_NUMBER else 1
