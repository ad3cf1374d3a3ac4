from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from config.kernel.http import refusals_beside
from memberships.communities import policies
from memberships.communities.forms import CommunityForm, SettingsForm
from memberships.communities.requests import MemberRequest, PersonRequest
from memberships.communities.services import change_settings, start_community
from memberships.people.models import User

SETTINGS = tuple(SettingsForm.base_fields)


@require_http_methods(["GET", "POST"])
def community_create(request: PersonRequest) -> HttpResponse:
    if request.method == "GET":
        return _creation(request, CommunityForm(initial=_first_words(request.user)))
    form = CommunityForm(request.POST)
    if form.is_valid():
        with refusals_beside(form):
            community = start_community(user=request.user, now=timezone.now(), **form.cleaned_data)
    if form.errors:
        return _creation(request, form, status=422)
    messages.success(request, _("Your community is there. Invite the first people."))
    return redirect("memberships:community_detail", community.slug)


@require_http_methods(["GET", "POST"])
def community_settings(request: MemberRequest) -> HttpResponse:
    policies.ensure_may_own(request.membership)
    now = {field: getattr(request.community, field) for field in SETTINGS}
    form = SettingsForm(request.POST or None, initial=now)
    if request.method == "GET":
        return _settings(request, form)
    if not form.is_valid():
        return _settings(request, form, status=422)
    change_settings(membership=request.membership, now=timezone.now(), **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("memberships:community_settings", request.community.slug)


def _first_words(user: User) -> dict[str, str]:
    """What most people who start a community would choose."""
    zone, locale = user.time_zone or "UTC", user.locale or "en"
    return {"time_zone": zone, "locale": locale, "currency": "EUR"}


def _creation(request: PersonRequest, form: CommunityForm, *, status: int = 200) -> HttpResponse:
    return render(
        request, "memberships/communities/community_create.html", {"form": form}, status=status
    )


def _settings(request: MemberRequest, form: SettingsForm, *, status: int = 200) -> HttpResponse:
    return render(
        request, "memberships/communities/community_settings.html", {"form": form}, status=status
    )
