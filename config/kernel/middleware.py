import logging
from collections.abc import Callable
from hashlib import sha256
from http import HTTPStatus

from django.db import OperationalError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render

from config.kernel import idempotency

logger = logging.getLogger(__name__)

RETRY_AFTER_SECONDS = 5
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS", "TRACE"})
NOT_PART_OF_THE_BODY = ("csrfmiddlewaretoken",)

Next = Callable[[HttpRequest], HttpResponse]


class OutageMiddleware:
    """The database is busy or away: 503 with Retry-After, logged once, in words."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        try:
            return self.get_response(request)
        except OperationalError as outage:
            return busy(request, outage)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        return busy(request, error) if isinstance(error, OperationalError) else None


def busy(request: HttpRequest, outage: Exception) -> HttpResponse:
    """Answer that we are busy; the page asks the database nothing."""
    kind = type(outage.__cause__ or outage).__name__
    logger.error("Database busy or away at %s: %s", request.path, kind)
    response = render(None, "503.html", status=503)  # type: ignore[arg-type]  # no context asked
    response["Retry-After"] = str(RETRY_AFTER_SECONDS)
    return response


class IdempotencyMiddleware:
    """Each mutating form and API call may bring a key: same key and body, one effect."""

    def __init__(self, get_response: Next) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        pending = _pending_key(request)
        idempotency.expect(pending)
        try:
            response = self.get_response(request)
            if pending and pending.is_taken and response.status_code < HTTPStatus.BAD_REQUEST:
                idempotency.remember(response.headers.get("Location", ""))
        finally:
            idempotency.expect(None)
        return response

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, idempotency.Repeated):
            return _answer_again(request, error)
        if isinstance(error, idempotency.KeyReused):
            return render(request, "422.html", {"reason": str(error)}, status=422)
        return None


def _pending_key(request: HttpRequest) -> idempotency.Pending | None:
    if request.method in SAFE_METHODS:
        return None
    key = request.headers.get("Idempotency-Key") or request.POST.get("idempotency_key", "")
    if not key:
        return None
    return idempotency.Pending(_owner(request), key[: idempotency.MAX_LENGTH], _digest(request))


def _owner(request: HttpRequest) -> str:
    if request.user.is_authenticated:
        return f"person:{request.user.pk}"
    return "session:" + sha256((request.session.session_key or "").encode()).hexdigest()[:40]


def _digest(request: HttpRequest) -> str:
    fields = sorted(
        f"{name}={value}"
        for name, values in request.POST.lists()
        if name not in NOT_PART_OF_THE_BODY
        for value in values
    )
    body = "\n".join(fields).encode() if request.POST else request.body
    return idempotency.digest_of(request.method.encode(), request.path.encode(), body)


def _answer_again(request: HttpRequest, repeated: idempotency.Repeated) -> HttpResponse:
    """Lead to where the first request led; the page there shows what is so."""
    here = request.headers.get("Referer") or "/"
    response = HttpResponseRedirect(repeated.location or here)
    if request.headers.get("HX-Request"):
        response = HttpResponse(status=204)
        response["HX-Redirect"] = repeated.location or here
    response["Idempotency-Replayed"] = "true"
    return response
