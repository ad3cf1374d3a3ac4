"""The operator's admin at /operator/: people, communities and deliveries; no tenant's rows."""

import time
from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from csp.decorators import csp_update
from django.contrib import admin, messages
from django.contrib.auth.decorators import login_not_required
from django.db.models import QuerySet
from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.templatetags.static import static
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from unfold.admin import ModelAdmin
from unfold.sites import UnfoldAdminSite

from config.kernel import delivery
from config.kernel.models import Delivery
from memberships.communities.models import Community
from memberships.people.models import User

SECOND_FACTOR_LASTS_SECONDS = 3600
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
# Unfold is built on Alpine, which evaluates the expressions in attributes and writes style ones.
EXCEPTIONS = {"script-src": ["'unsafe-eval'"], "style-src-attr": ["'unsafe-inline'"]}

View = Callable[..., HttpResponseBase]


class OperatorSite(UnfoldAdminSite):  # type: ignore[misc]  # Unfold is not typed
    """For operators, with a second factor of this hour; to other people it is not there."""

    index_title = _("Operator")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """In the face's colours, from a file: so no page needs a style of its own."""
        context: dict[str, Any] = super().each_context(request)
        return context | {
            "site_title": "Twelvefold",
            "site_header": "Twelvefold",
            "colors": None,
            "styles": [static("operator/operator.css")],
            "site_favicons": [{"rel": "icon", "href": static("img/favicon.svg")}],
            "account_links": [
                {"title": _("Health"), "link": reverse("kernel:health")},
                {"title": _("Your account"), "link": reverse("memberships:profile_update")},
            ],
        }

    def admin_view(self, view: View, cacheable: bool = False) -> Any:
        inside = super().admin_view(view, cacheable)

        def enter(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
            if not self.has_permission(request):
                raise Http404
            answer: HttpResponseBase = _second_factor(request) or inside(request, *args, **kwargs)
            return answer

        return csp_update(EXCEPTIONS)(enter)

    @login_not_required
    def login(self, request: HttpRequest, _extra_context: Any = None) -> HttpResponseBase:
        """There is one way to sign in, and this leads to it."""
        back_to = request.GET.get("next") or reverse("operator:index")
        return _lead_to("account_login", back_to=back_to)

    def logout(self, _request: HttpRequest, _extra_context: Any = None) -> HttpResponseBase:
        """There is one way out, too."""
        return redirect("account_logout")

    def password_change(self, _request: HttpRequest, _extra: Any = None) -> HttpResponseBase:
        return redirect("account_change_password")


def _second_factor(request: HttpRequest) -> HttpResponseBase | None:
    """Where an operator goes first: to set a second factor up, or to show it."""
    mine = Authenticator.objects.filter(user_id=request.user.pk, type__in=SECOND_FACTORS)
    kinds = set(mine.values_list("type", flat=True))
    if not kinds:
        messages.warning(request, _("Operators need a second factor. Set one up first."))
        return redirect("mfa_index")
    if _is_fresh(request):
        return None
    name = "mfa_reauthenticate"
    if Authenticator.Type.TOTP not in kinds:
        name = "mfa_reauthenticate_webauthn"
    is_a_page = request.method == "GET"
    return _lead_to(
        name, back_to=request.get_full_path() if is_a_page else reverse("operator:index")
    )


def _is_fresh(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    shown = [record["at"] for record in records if record.get("method") == "mfa"]
    return bool(shown) and time.time() - max(shown) < SECOND_FACTOR_LASTS_SECONDS


def _lead_to(name: str, *, back_to: str) -> HttpResponseBase:
    return redirect(f"{reverse(name)}?{urlencode({'next': back_to})}")


class OperatorAdmin(ModelAdmin):  # type: ignore[misc]  # Unfold is not typed
    """Rows come and go by use cases; operators look, and change a little."""

    show_full_result_count = False

    def has_module_permission(self, _request: HttpRequest) -> bool:
        return True

    def has_view_permission(self, _request: HttpRequest, _row: Any = None) -> bool:
        return True

    def has_change_permission(self, _request: HttpRequest, _row: Any = None) -> bool:
        return False

    def has_add_permission(self, _request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, _request: HttpRequest, _row: Any = None) -> bool:
        return False


class UserAdmin(OperatorAdmin):
    """People: who may sign in, and who is an operator."""

    list_display = ("email", "name", "is_active", "is_staff", "date_joined", "deletion_due_at")
    list_filter = ("is_active", "is_staff")
    search_fields = ("email", "name")
    ordering = ("-date_joined",)
    readonly_fields = (
        "email",
        "name",
        "time_zone",
        "locale",
        "date_joined",
        "last_login",
        "deletion_due_at",
        "erased_at",
    )
    fields = (*readonly_fields, "is_active", "is_staff")

    def has_change_permission(self, request: HttpRequest, row: Any = None) -> bool:
        """Nobody shuts themselves out, and who is erased stays so."""
        return row is None or (row != request.user and row.erased_at is None)

    def save_model(self, _request: HttpRequest, obj: User, form: Any, _change: bool) -> None:
        obj.save(update_fields=form.changed_data)


class CommunityAdmin(OperatorAdmin):
    """Communities, to look at."""

    list_display = ("slug", "name", "locale", "time_zone", "started_at")
    search_fields = ("slug", "name")
    ordering = ("-started_at",)
    fields = (
        "slug",
        "name",
        "description",
        "locale",
        "time_zone",
        "currency",
        "takes_join_requests",
        "started_at",
    )


class DeliveryAdmin(OperatorAdmin):
    """What has used up its attempts, and the button that gives it new ones."""

    list_display = ("reaction", "queue", "attempts", "last_error", "parked_at", "fact_id")
    list_display_links = None
    list_filter = ("queue",)
    ordering = ("-parked_at",)
    actions = ("release",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Delivery]:
        parked: QuerySet[Delivery] = super().get_queryset(request).filter(parked_at__isnull=False)
        return parked

    def has_view_permission(self, _request: HttpRequest, row: Any = None) -> bool:
        """The list and its action: a delivery by itself shows no more."""
        return row is None

    @admin.action(description=_("Release: try again at once"))
    def release(self, request: HttpRequest, chosen: QuerySet[Delivery]) -> None:
        delivery_ids = list(chosen.values_list("pk", flat=True))
        number = delivery.release_parked(delivery_ids=delivery_ids, now=timezone.now())
        done = ngettext("%(n)s delivery released.", "%(n)s deliveries released.", number)
        self.message_user(request, done % {"n": number}, messages.SUCCESS)


operator_site = OperatorSite(name="operator")
operator_site.register(User, UserAdmin)
operator_site.register(Community, CommunityAdmin)
operator_site.register(Delivery, DeliveryAdmin)
