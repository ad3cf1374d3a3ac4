"""The content security policy is sent with every answer, as django-csp would send it."""

import pytest
from csp.constants import HEADER
from csp.decorators import csp_exempt, csp_replace
from csp.middleware import CSPMiddleware
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpResponse
from django.urls import path

from config.urls import urlpatterns as ours

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]


@login_not_required
def plain(_request):
    return HttpResponse("plain")


@login_not_required
def with_nonce(request):
    return HttpResponse(str(request.csp_nonce))


@login_not_required
def with_own_policy(_request):
    return HttpResponse("own", headers={HEADER: "default-src 'none'"})


@login_not_required
def missing(_request):
    raise Http404


replaced = login_not_required(csp_replace({"img-src": ["https://example.org"]})(plain))
exempt = login_not_required(csp_exempt()(plain))
VIEWS = [plain, with_own_policy, missing]
urlpatterns = [
    *(path(f"{view.__name__}/", view) for view in [*VIEWS, with_nonce]),
    path("replaced/", replaced),
    path("exempt/", exempt),
    *ours,
]
PATHS = [*(f"/{view.__name__}/" for view in VIEWS), "/replaced/", "/exempt/", "/me/", "/"]


def policy_at(client, address):
    sent = client.get(address).headers.get(HEADER, "")
    return sorted(sent.split("; "))


@pytest.mark.parametrize("address", PATHS)
def test_what_is_built_once_is_what_django_csp_builds_each_time(client, monkeypatch, address):
    sent = policy_at(client, address)

    monkeypatch.setattr(
        "config.kernel.middleware.PolicyMiddleware.process_response",
        CSPMiddleware.process_response,
    )
    assert sent == policy_at(client, address)
    assert (sent == [""]) == (address == "/exempt/")


def test_the_usual_policy_lets_nothing_in_that_is_not_ours(client):
    assert policy_at(client, "/plain/") == [
        "base-uri 'none'",
        "default-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "img-src 'self' data:",
        "object-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
    ]


def test_a_nonce_that_a_page_uses_is_in_its_policy_and_in_no_other(client):
    answer = client.get("/with_nonce/")
    nonce = answer.content.decode()

    assert f"script-src 'self' 'nonce-{nonce}'" in answer.headers[HEADER]
    assert "nonce" not in client.get("/plain/").headers[HEADER]
    assert client.get("/with_nonce/").content.decode() != nonce
