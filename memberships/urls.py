"""All addresses of the app, by feature; those in `inside` begin with a community's address."""

from django.urls import include, path

import memberships.accounts.urls
import memberships.communities.urls
import memberships.joining.urls
import memberships.mail.urls
import memberships.members.urls
import memberships.pages.urls
import memberships.separations.urls

app_name = "memberships"

inside = [
    *memberships.communities.urls.inside,
    *memberships.joining.urls.inside,
    *memberships.members.urls.inside,
    *memberships.pages.urls.inside,
    *memberships.separations.urls.inside,
]

urlpatterns = [
    *memberships.accounts.urls.urlpatterns,
    *memberships.communities.urls.urlpatterns,
    *memberships.joining.urls.urlpatterns,
    *memberships.mail.urls.urlpatterns,
    *memberships.pages.urls.urlpatterns,
    path("c/<slug:community>/", include(inside)),
]
