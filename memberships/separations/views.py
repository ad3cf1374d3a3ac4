from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from config.kernel.http import found_or_404, lead_to
from memberships.communities.requests import MemberRequest
from memberships.separations.selectors import separation_question, separations_page
from memberships.separations.services import lift_separation, make_separation


@require_safe
def separation_list(request: MemberRequest) -> HttpResponse:
    apart = separations_page(membership=request.membership)
    return render(request, "memberships/separations/separation_list.html", {"apart": apart})


@require_http_methods(["GET", "HEAD", "POST"])
def separation_create(request: MemberRequest, membership_id: int) -> HttpResponse:
    if request.method != "POST":
        return _question(request, membership_id)
    there = lead_to("memberships:separation_list", request.community.slug)
    with found_or_404():
        make_separation(membership=request.membership, member_id=membership_id, now=timezone.now())
    messages.success(request, _("From now on you are kept apart. Nobody is told."))
    return there


@require_POST
def separation_lifting(request: MemberRequest, separation_id: int) -> HttpResponse:
    there = lead_to("memberships:separation_list", request.community.slug)
    with found_or_404():
        lift_separation(
            membership=request.membership, separation_id=separation_id, now=timezone.now()
        )
    messages.success(request, _("Lifted. Nobody is told."))
    return there


def _question(request: MemberRequest, membership_id: int) -> HttpResponse:
    """Explain what a separation does and does not do, and ask."""
    with found_or_404():
        question = separation_question(
            membership=request.membership, member_id=membership_id, now=timezone.now()
        )
    return render(
        request, "memberships/separations/separation_create.html", {"question": question}
    )
