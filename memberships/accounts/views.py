from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.mfa.webauthn.views import ListWebAuthnView
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from config.kernel.deployment import languages
from config.kernel.forms import PressForm
from config.kernel.http import lead_to, posted, status_of, submit_form
from memberships.accounts.forms import ProfileForm
from memberships.accounts.services import (
    ask_for_deletion,
    call_off_deletion,
    change_profile,
    choose_language,
)
from memberships.communities.requests import PersonRequest


@require_http_methods(["GET", "POST"])
def profile_update(request: PersonRequest) -> HttpResponse:
    form = ProfileForm(posted(request), initial=_profile_of(request))
    if not form.is_valid():
        template = "memberships/accounts/profile_update.html"
        return render(request, template, {"form": form}, status=status_of(form))
    there = lead_to("memberships:profile_update")
    change_profile(user=request.user, **form.cleaned_data)
    with override(form.cleaned_data["locale"]):
        messages.success(request, _("Saved."))
    return there


@require_http_methods(["GET", "POST"])
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]  # allauth
def account_deletion(request: PersonRequest) -> HttpResponse:
    """Ask for deletion; once asked for, the page on which to call it off."""
    press = PressForm(posted(request))
    there = lead_to("memberships:account_deletion")
    if submit_form(press, ask_for_deletion, user=request.user):
        return there
    return _deletion(request, refused=press)


@require_POST
def account_deletion_withdrawal(request: PersonRequest) -> HttpResponse:
    press = PressForm(request.POST)
    there = lead_to("memberships:account_deletion")
    if not submit_form(press, call_off_deletion, user=request.user):
        return _deletion(request, refused=press)
    messages.success(request, _("Good to have you. Your account stays."))
    return there


@require_POST
@login_not_required
def language_choice(request: HttpRequest) -> HttpResponse:
    """Keep the choice in Django's cookie and, for a signed-in person, in their profile."""
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and chosen in dict(languages()):
        choose_language(user=request.user, locale=chosen)
    return set_language(request)


class PasskeyList(ListWebAuthnView):  # type: ignore[misc]  # allauth has no types
    """allauth's list, read before the page is drawn: a template asks the database nothing."""

    def get_queryset(self) -> list[Any]:
        return list(super().get_queryset())


def _profile_of(request: PersonRequest) -> dict[str, str]:
    person = request.user
    return {
        "name": person.name,
        "time_zone": person.time_zone,
        "locale": person.locale or request.LANGUAGE_CODE,
    }


def _deletion(request: PersonRequest, *, refused: PressForm) -> HttpResponse:
    context = {"due_at": request.user.deletion_due_at, "refused": refused}
    template = "memberships/accounts/account_deletion.html"
    return render(request, template, context, status=status_of(refused))
