from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from config.kernel.http import open_to_visitors
from memberships.communities.requests import PersonRequest, VisitorRequest
from memberships.pages.selectors import my_communities, public_page


@require_safe
@open_to_visitors
def home(request: HttpRequest) -> HttpResponse:
    """The start page for visitors; signed-in people are led to their communities."""
    if request.user.is_authenticated:
        return redirect("memberships:community_list")
    return render(request, "memberships/pages/home.html")


@require_safe
def community_list(request: PersonRequest) -> HttpResponse:
    page = my_communities(user=request.user)
    return render(request, "memberships/pages/community_list.html", {"page": page})


@require_safe
@open_to_visitors
def community_detail(request: VisitorRequest) -> HttpResponse:
    page = public_page(
        community=request.community,
        user=request.user if request.user.is_authenticated else None,
        is_member=request.membership is not None,
        now=timezone.now(),
    )
    return render(request, "memberships/pages/community_detail.html", {"page": page})
