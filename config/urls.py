from django.urls import URLPattern, URLResolver, include, path

from memberships.accounts.views import PasskeyList, language_choice
from memberships.admin import operator_site

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/2fa/webauthn/", PasskeyList.as_view()),  # in place of allauth's
    path("accounts/", include("allauth.urls")),
    path("operator/", operator_site.urls),
    path("i18n/setlang/", language_choice, name="set_language"),
    path("c/<slug:community>/", include("events.urls")),
    path("", include("config.kernel.urls")),
    path("", include("memberships.urls")),
]
handler500 = "config.kernel.views.server_error"
