from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from config.kernel.deployment import languages
from config.kernel.errors import Refusal
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
    form = ProfileForm(request.POST or None, initial=_profile_of(request))
    if request.method == "GET":
        return _profile(request, form)
    if not form.is_valid():
        return _profile(request, form, status=422)
    change_profile(user=request.user, **form.cleaned_data)
    with override(form.cleaned_data["locale"]):
        messages.success(request, _("Saved."))
    return redirect("memberships:profile_update")


@require_http_methods(["GET", "POST"])
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]  # allauth
def account_deletion(request: PersonRequest) -> HttpResponse:
    """Ask for deletion; from then on, the page on which to call it off."""
    if request.method == "GET":
        return _deletion(request)
    try:
        ask_for_deletion(user=request.user, now=timezone.now())
    except Refusal as refusal:
        return _deletion(request, refused=str(refusal))
    return redirect("memberships:account_deletion")


@require_POST
def account_deletion_withdrawal(request: PersonRequest) -> HttpResponse:
    try:
        call_off_deletion(user=request.user, now=timezone.now())
    except Refusal as refusal:
        return _deletion(request, refused=str(refusal))
    messages.success(request, _("Good to have you. Your account stays."))
    return redirect("memberships:account_deletion")


@require_POST
@login_not_required
def language_choice(request: HttpRequest) -> HttpResponse:
    """Django keeps the choice in a cookie; for who has signed in, it is part of the profile."""
    chosen = request.POST.get("language", "")
    if request.user.is_authenticated and chosen in dict(languages()):
        choose_language(user=request.user, locale=chosen)
    return set_language(request)


def _profile_of(request: PersonRequest) -> dict[str, str]:
    person = request.user
    return {
        "name": person.name,
        "time_zone": person.time_zone,
        "locale": person.locale or request.LANGUAGE_CODE,
    }


def _profile(request: PersonRequest, form: ProfileForm, *, status: int = 200) -> HttpResponse:
    return render(
        request, "memberships/accounts/profile_update.html", {"form": form}, status=status
    )


def _deletion(request: PersonRequest, *, refused: str = "") -> HttpResponse:
    context = {"due_at": request.user.deletion_due_at, "refused": refused}
    status = 422 if refused else 200
    return render(request, "memberships/accounts/account_deletion.html", context, status=status)
