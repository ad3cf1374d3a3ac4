from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kernel.errors import Refusal
from config.kernel.http import found_or_404, open_to_visitors, refusals_beside
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
    if request.method == "GET":
        return _writing(request, InvitationForm())
    form = InvitationForm(request.POST)
    if form.is_valid():
        with refusals_beside(form):
            invite_person(membership=request.membership, now=timezone.now(), **form.cleaned_data)
    if form.errors:
        return _writing(request, form, status=422)
    messages.success(request, _("The invitation is on its way."))
    return redirect("memberships:invitation_list", request.community.slug)


@require_POST
def invitation_withdrawal(request: MemberRequest, invitation_id: int) -> HttpResponse:
    try:
        with found_or_404():
            withdraw_invitation(
                membership=request.membership, invitation_id=invitation_id, now=timezone.now()
            )
    except Refusal as refusal:
        return _list(request, refused=str(refusal))
    messages.success(request, _("Taken back. Its link works no more."))
    return redirect("memberships:invitation_list", request.community.slug)


@require_http_methods(["GET", "POST"])
@open_to_visitors
def invitation_detail(request: PersonRequest, token: str) -> HttpResponse:
    """What a letter's link opens: GET shows, POST lets in who has signed in."""
    community, letter = _named_by(token)
    if request.method == "GET" or not request.user.is_authenticated:
        return _letter(request, community, letter)
    try:
        with found_or_404():
            accept_invitation(
                community=community, user=request.user, invitation_id=letter, now=timezone.now()
            )
    except Refusal as refusal:
        return _letter(request, community, letter, refused=str(refusal))
    messages.success(request, _("Welcome. Here is what is coming up."))
    return redirect("memberships:community_detail", community.slug)


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
    request: PersonRequest, community: Community, invitation_id: int, *, refused: str = ""
) -> HttpResponse:
    with found_or_404():
        page = invitation_at(community=community, invitation_id=invitation_id, now=timezone.now())
    context = {"page": page, "refused": refused}
    status = 422 if refused else 200
    return render(request, "memberships/joining/invitation_detail.html", context, status=status)


def _writing(request: MemberRequest, form: InvitationForm, *, status: int = 200) -> HttpResponse:
    return render(
        request, "memberships/joining/invitation_create.html", {"form": form}, status=status
    )


def _list(request: MemberRequest, *, refused: str = "") -> HttpResponse:
    letters = invitations_page(membership=request.membership, now=timezone.now())
    context = {"letters": letters, "refused": refused}
    status = 422 if refused else 200
    return render(request, "memberships/joining/invitation_list.html", context, status=status)
