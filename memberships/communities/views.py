from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from config.kernel.http import lead_to, posted, status_of, submit_form
from memberships.communities import policies
from memberships.communities.forms import CommunityForm, SettingsForm
from memberships.communities.requests import MemberRequest, PersonRequest
from memberships.communities.services import change_settings, start_community
from memberships.people.models import User

SETTINGS = tuple(SettingsForm.base_fields)


@require_http_methods(["GET", "POST"])
def community_create(request: PersonRequest) -> HttpResponse:
    form = CommunityForm(posted(request), initial=_suggested_to(request.user))
    done = submit_form(form, start_community, user=request.user)
    if done is None:
        template = "memberships/communities/community_create.html"
        return render(request, template, {"form": form}, status=status_of(form))
    messages.success(request, _("Your community is there. Invite the first people."))
    return redirect("memberships:community_detail", done.outcome.slug)


@require_http_methods(["GET", "POST"])
def community_settings(request: MemberRequest) -> HttpResponse:
    policies.ensure_may_own(request.membership)
    now = {field: getattr(request.community, field) for field in SETTINGS}
    form = SettingsForm(posted(request), initial=now)
    there = lead_to("memberships:community_settings", request.community.slug)
    if submit_form(form, change_settings, membership=request.membership):
        messages.success(request, _("Saved."))
        return there
    template = "memberships/communities/community_settings.html"
    return render(request, template, {"form": form}, status=status_of(form))


def _suggested_to(user: User) -> dict[str, str]:
    """What most people who start a community would choose."""
    zone, locale = user.time_zone or "UTC", user.locale or "en"
    return {"time_zone": zone, "locale": locale, "currency": "EUR"}
