from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from config.kernel.http import found_or_404, lead_to, posted, status_of, submit_form
from events.board.forms import ContributionForm
from events.board.selectors import board_page
from events.board.services import hide_contribution, post_contribution
from memberships.communities.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def contribution_create(request: MemberRequest, event_id: int) -> HttpResponse:
    form, me = ContributionForm(posted(request)), request.membership
    there = _lead_to_discussion(request, event_id)
    if submit_form(form, post_contribution, event_id=event_id, membership=me):
        return _show(request, event_id) if request.htmx else there
    return _show(request, event_id, form=form)


@require_POST
def contribution_hiding(
    request: MemberRequest, event_id: int, contribution_id: int
) -> HttpResponse:
    there = _lead_to_discussion(request, event_id)
    with found_or_404():
        hide_contribution(
            event_id=event_id,
            contribution_id=contribution_id,
            membership=request.membership,
            now=timezone.now(),
        )
    return _show(request, event_id) if request.htmx else there


def _lead_to_discussion(request: MemberRequest, event_id: int) -> HttpResponse:
    """Where to go without htmx, which gets the discussion as it is now."""
    page = reverse("events:event_detail", args=[request.community.slug, event_id])
    return lead_to(f"{page}#discussion")


def _show(
    request: MemberRequest, event_id: int, *, form: ContributionForm | None = None
) -> HttpResponse:
    with found_or_404():
        page = board_page(event_id=event_id, membership=request.membership, now=timezone.now())
    context = {"page": page, "board": page.board, "form": form, "community": request.community}
    name = "_board_answer" if request.htmx else "contribution_create"
    return render(request, f"events/board/{name}.html", context, status=status_of(form))
