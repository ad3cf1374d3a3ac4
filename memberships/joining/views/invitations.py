from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kernel.forms import PressForm
from config.kernel.http import (
    found_or_404,
    lead_to,
    open_to_visitors,
    posted,
    status_of,
    submit_form,
)
from memberships.communities import policies
from memberships.communities.models import Community
from memberships.communities.requests import MemberRequest, PersonRequest
from memberships.communities.selectors import community_with
from memberships.joining.forms import InvitationForm
from memberships.joining.selectors import invitation_at, invitations_page
from memberships.joining.services import accept_invitation, invite_person, withdraw_invitation
from memberships.mail.emails import BadToken, read_token


@require_safe
def invitation_list(request: MemberRequest) -> HttpResponse:
    return _list(request)


@require_http_methods(["GET", "POST"])
def invitation_create(request: MemberRequest) -> HttpResponse:
    policies.ensure_may_own(request.membership)
    form = InvitationForm(posted(request))
    there = lead_to("memberships:invitation_list", request.community.slug)
    if submit_form(form, invite_person, membership=request.membership):
        messages.success(request, _("The invitation is on its way."))
        return there
    template = "memberships/joining/invitation_create.html"
    return render(request, template, {"form": form}, status=status_of(form))


@require_POST
def invitation_withdrawal(request: MemberRequest, invitation_id: int) -> HttpResponse:
    press, me = PressForm(request.POST), request.membership
    there = lead_to("memberships:invitation_list", request.community.slug)
    if not submit_form(press, withdraw_invitation, invitation_id=invitation_id, membership=me):
        return _list(request, refused=press)
    messages.success(request, _("Taken back. Its link works no more."))
    return there


@require_http_methods(["GET", "POST"])
@open_to_visitors
def invitation_detail(request: PersonRequest, token: str) -> HttpResponse:
    """The page an invitation's link leads to; POST lets a signed-in person in."""
    community, letter = _named_by(token)
    if request.method == "GET" or not request.user.is_authenticated:
        return _letter(request, community, letter)
    press, given = PressForm(request.POST), {"user": request.user, "invitation_id": letter}
    there = lead_to("memberships:community_detail", community.slug)
    if not submit_form(press, accept_invitation, community=community, **given):
        return _letter(request, community, letter, refused=press)
    messages.success(request, _("Welcome. Here is what is coming up."))
    return there


def _named_by(token: str) -> tuple[Community, int]:
    try:
        content = read_token(purpose="invitation", token=token)
    except BadToken as bad:
        raise Http404 from bad
    community = community_with(community_id=content["community"])
    if community is None:
        raise Http404
    return community, content["invitation"]


def _letter(
    request: PersonRequest,
    community: Community,
    invitation_id: int,
    *,
    refused: PressForm | None = None,
) -> HttpResponse:
    with found_or_404():
        page = invitation_at(community=community, invitation_id=invitation_id, now=timezone.now())
    context = {"page": page, "refused": refused}
    template = "memberships/joining/invitation_detail.html"
    return render(request, template, context, status=status_of(refused))


def _list(request: MemberRequest, *, refused: PressForm | None = None) -> HttpResponse:
    letters = invitations_page(membership=request.membership, now=timezone.now())
    context = {"letters": letters, "refused": refused}
    template = "memberships/joining/invitation_list.html"
    return render(request, template, context, status=status_of(refused))
