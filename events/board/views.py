from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from config.kernel.http import found_or_404, is_done
from events.board.forms import ContributionForm
from events.board.selectors import BoardPage, board_page
from events.board.services import hide_contribution, post_contribution
from memberships.communities.requests import MemberRequest


@require_http_methods(["GET", "HEAD", "POST"])
def contribution_create(request: MemberRequest, event_id: int) -> HttpResponse:
    form = ContributionForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and _is_posted(request, event_id, form):
        return _board(request, event_id)
    with found_or_404():
        page = _page(request, event_id)
    context = {"page": page, "board": page.board, "form": form, "community": request.community}
    status = 422 if form.errors else 200
    return render(request, _template(request), context, status=status)


@require_POST
def contribution_hiding(
    request: MemberRequest, event_id: int, contribution_id: int
) -> HttpResponse:
    with found_or_404():
        hide_contribution(
            event_id=event_id,
            contribution_id=contribution_id,
            membership=request.membership,
            now=timezone.now(),
        )
    return _board(request, event_id)


def _is_posted(request: MemberRequest, event_id: int, form: ContributionForm) -> bool:
    return is_done(
        form,
        post_contribution,
        event_id=event_id,
        membership=request.membership,
        text=form.cleaned_data["text"],
        now=timezone.now(),
    )


def _board(request: MemberRequest, event_id: int) -> HttpResponse:
    """The discussion as it is now: the fragment for htmx, else the event's page."""
    if not request.htmx:
        page = reverse("events:event_detail", args=[request.community.slug, event_id])
        return redirect(f"{page}#discussion")
    context = {
        "board": _page(request, event_id).board,
        "form": None,
        "community": request.community,
    }
    return render(request, "events/board/_board.html", context)


def _page(request: MemberRequest, event_id: int) -> BoardPage:
    return board_page(event_id=event_id, membership=request.membership, now=timezone.now())


def _template(request: MemberRequest) -> str:
    return "events/board/_board.html" if request.htmx else "events/board/contribution_create.html"
