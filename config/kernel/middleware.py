import json
import logging
from collections.abc import Callable
from hashlib import sha256
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.contrib.auth import (
    BACKEND_SESSION_KEY,
    HASH_SESSION_KEY,
    SESSION_KEY,
    get_user,
    middleware,
)
from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.views import redirect_to_login
from django.db import DatabaseError
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import render, resolve_url
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.utils.crypto import constant_time_compare
from django.utils.functional import SimpleLazyObject
from django.utils.http import url_has_allowed_host_and_scheme

from config.kernel import idempotency
from config.kernel.http import status_of
from config.kernel.sessions import SessionStore
from config.kernel.transactions import OUTAGES

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 5
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
FORM_TYPES = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
NOT_PART_OF_THE_BODY = ("csrfmiddlewaretoken",)

Next = Callable[[HttpRequest], HttpResponse]


class Middleware:
    """Passes each request on; subclasses add hooks or work around it."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)


class OutageMiddleware(Middleware):
    """Answer 503 with Retry-After when the database is busy or away."""

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return busy(request, error) if isinstance(error, OUTAGES) else None


def busy(request: HttpRequest, outage: BaseException) -> HttpResponse:
    """Answer 503 with a page that needs no database."""
    kind = type(outage.__cause__ or outage).__name__
    logger.error("Database busy or away at %s: %s", request.path, kind)
    response = HttpResponse(render_to_string("503.html"), status=HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


class PolicyMiddleware(CSPMiddleware):
    """Send the policy of the settings, built once, where nobody asked for another or a nonce."""

    def __init__(self, get_response: Next) -> None:
        super().__init__(get_response)
        self._policy = build_policy()

    def process_response(self, request: Any, response: HttpResponseBase) -> HttpResponseBase:
        is_usual = not request.csp_nonce and not any(name[:4] == "_csp" for name in vars(response))
        if settings.DEBUG or not is_usual:
            return super().process_response(request, response)
        response.headers.setdefault(HEADER, self._policy)
        return response


class AuthenticationMiddleware(middleware.AuthenticationMiddleware):
    """Take the person who was read with the session; in doubt, let Django read and decide."""

    def process_request(self, request: Any) -> None:
        super().process_request(request)
        request.user = SimpleLazyObject(lambda: _read_along(request.session) or get_user(request))


def _read_along(session: SessionStore) -> AbstractBaseUser | None:
    """The person of the session's row, if the session's signed data say the same in all points."""
    signed_in_as, backend = session.get(SESSION_KEY), session.get(BACKEND_SESSION_KEY)
    person = session.row.person if session.row else None
    if person is None or str(person.pk) != signed_in_as or not person.is_active:
        return None
    if backend not in settings.AUTHENTICATION_BACKENDS:
        return None
    said = session.get(HASH_SESSION_KEY, "")
    return person if constant_time_compare(said, person.get_session_auth_hash()) else None


class SignInMiddleware(middleware.LoginRequiredMiddleware):
    """Send people who are not signed in to sign in, and then back to a page, never to a POST."""

    def handle_no_permission(  # type: ignore[override]  # htmx is led by a header, not a 302
        self, request: HttpRequest, view_func: Any
    ) -> HttpResponse:
        if request.method in SAFE_METHODS and not request.headers.get("HX-Request"):
            return super().handle_no_permission(request, view_func)
        page = urlsplit(_here(request))._replace(scheme="", netloc="").geturl()
        to_sign_in = redirect_to_login(page, resolve_url(self.get_login_url(view_func)))
        return _led_by_htmx(request, to_sign_in)


class IdempotencyMiddleware(Middleware):
    """Give a form or API call sent twice with the same key and body one effect."""

    def __call__(self, request: Any) -> HttpResponse:
        request.pending_key = _pending_key(request)
        idempotency.expect(request.pending_key)
        try:
            response = self.get_response(request)
            if response.status_code < HTTPStatus.BAD_REQUEST:
                _remember(request, response)
        finally:
            idempotency.expect(None)
        return response

    def process_exception(self, request: Any, error: Exception) -> HttpResponse | None:
        if isinstance(error, idempotency.Repeated):
            return _answer_again(request, idempotency.awaited_location(request.pending_key))
        if isinstance(error, idempotency.KeyReused):
            return render(request, "422.html", {"reason": str(error)}, status=422)
        return None


def _pending_key(request: HttpRequest) -> idempotency.Pending | None:
    if request.method in SAFE_METHODS:
        return None
    key = request.headers.get("Idempotency-Key") or request.POST.get("idempotency_key", "")
    if not key:
        return None
    # A digest always fits the column and is always text that PostgreSQL accepts.
    return idempotency.Pending(
        _owner(request), idempotency.digest_of(key.encode()), _digest(request)
    )


def _owner(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return f"person:{request.user.pk}"
    return "session:" + sha256((request.session.session_key or "").encode()).hexdigest()[:40]


def _digest(request: HttpRequest) -> str:
    body = _form(request) if request.content_type in FORM_TYPES else request.body
    return idempotency.digest_of(
        str(request.method).encode(), request.get_full_path().encode(), body
    )


def _form(request: HttpRequest) -> bytes:
    """The fields and files of a form, sorted, without what differs between two sends."""
    fields = sorted(
        (name, values) for name, values in request.POST.lists() if name not in NOT_PART_OF_THE_BODY
    )
    files = sorted(
        (name, file.name, file.size) for name, sent in request.FILES.lists() for file in sent
    )
    return json.dumps([fields, files]).encode()


def _remember(request: Any, response: HttpResponse) -> None:
    """Note where the request led, unless it said so; losing the note does not undo the request."""
    key = request.pending_key
    if key is None or not key.is_taken:
        return
    try:
        idempotency.remember(key, location=_led_to(response) or key.leads_to or _here(request))
    except DatabaseError as lost:
        logger.warning("Where a request led was not noted: %s", type(lost).__name__)


def _led_to(response: HttpResponse) -> str:
    return response.headers.get("Location") or response.headers.get("HX-Redirect", "")


def _here(request: HttpRequest) -> str:
    """The page the request came from, if it is one of ours, else the start page."""
    page = request.headers.get("Referer", "")
    is_ours = url_has_allowed_host_and_scheme(
        page, {request.get_host()}, require_https=request.is_secure()
    )
    return page if is_ours else "/"


def _led_by_htmx(request: HttpRequest, redirect: HttpResponseRedirect) -> HttpResponse:
    """The redirect, as a header for htmx, which would swap the other page into this one."""
    if not request.headers.get("HX-Request"):
        return redirect
    response = HttpResponse(status=HTTPStatus.NO_CONTENT)
    response["HX-Redirect"] = redirect.url
    return response


def _answer_again(request: HttpRequest, location: str) -> HttpResponse:
    """Lead to where the first request led."""
    response = _led_by_htmx(request, HttpResponseRedirect(location or _here(request)))
    response["Idempotency-Replayed"] = "true"
    return response


class UnprocessableMiddleware(Middleware):
    """Answer 422 when a page of another app, such as allauth, shows its form with errors."""

    def process_template_response(
        self, request: HttpRequest, response: TemplateResponse
    ) -> TemplateResponse:
        form = (response.context_data or {}).get("form")
        was_fine = request.method == "POST" and response.status_code == HTTPStatus.OK
        if was_fine and isinstance(form, BaseForm):
            response.status_code = status_of(form)
        return response
