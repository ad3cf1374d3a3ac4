import sys
from collections.abc import Callable
from functools import wraps
from io import BytesIO

from csp.decorators import csp
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, InterfaceError, connection
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_safe
from django.views.defaults import server_error as say_it_is_broken

from config.kernel import health as state
from config.kernel import inbox
from config.kernel.deployment import keeps_mail_here
from config.kernel.http import found_or_404
from config.kernel.middleware import RETRY_AFTER_SECONDS, busy
from config.kernel.transactions import OUTAGES

View = Callable[..., HttpResponseBase]

# As a mail program would show it: its own styles, nothing from other servers, no scripts.
MAIL_POLICY = {
    "default-src": ["'none'"],
    "style-src": ["'unsafe-inline'"],
    "img-src": ["data:"],
    "frame-ancestors": ["'self'"],
    "sandbox": ["allow-popups", "allow-popups-to-escape-sandbox"],
}
LINKS_OPEN_BESIDE = '<head><base target="_blank">'


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer an uncaught error, of a view or a middleware: 503 for an outage, else 500."""
    error = sys.exc_info()[1]
    return busy(request, error) if isinstance(error, OUTAGES) else say_it_is_broken(request)


@login_not_required
@never_cache
@require_safe
def healthz(_request: HttpRequest) -> HttpResponse:
    """Tell machines whether we and the database answer."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (DatabaseError, InterfaceError):
        late = {"Retry-After": str(RETRY_AFTER_SECONDS)}
        return JsonResponse({"status": "database away"}, status=503, headers=late)
    return JsonResponse({"status": "ok"})


@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """The health page, for operators; a 404 for everyone else."""
    if not request.user.is_staff:
        raise Http404
    page = state.health_page(now=timezone.now())
    return render(request, "kernel/health.html", {"page": page})


def where_mail_stays(view: View) -> View:
    """Open the view to anyone where mail stays on the machine; elsewhere it is a 404."""

    @wraps(view)
    def look(request: HttpRequest, **kwargs: object) -> HttpResponseBase:
        if not keeps_mail_here():
            raise Http404
        return view(request, **kwargs)

    return login_not_required(never_cache(require_safe(look)))


@where_mail_stays
def inbox_list(request: HttpRequest) -> HttpResponse:
    page = inbox.inbox_page(
        recipient=request.GET.get("recipient", ""), number=request.GET.get("page", "")
    )
    return render(request, "kernel/inbox_list.html", {"page": page})


@where_mail_stays
def inbox_detail(request: HttpRequest, *, mail_id: int) -> HttpResponse:
    with found_or_404():
        mail = inbox.mail(mail_id=mail_id)
    return render(request, "kernel/inbox_detail.html", {"mail": mail})


@csp(MAIL_POLICY)
@xframe_options_sameorigin
@where_mail_stays
def inbox_html(_request: HttpRequest, *, mail_id: int) -> HttpResponse:
    with found_or_404():
        mail = inbox.mail(mail_id=mail_id)
    return HttpResponse(mail.html.replace("<head>", LINKS_OPEN_BESIDE, 1))


@where_mail_stays
def inbox_attachment(_request: HttpRequest, *, mail_id: int, number: int) -> HttpResponseBase:
    with found_or_404():
        part = inbox.attachment(mail_id=mail_id, number=number)
    return FileResponse(
        BytesIO(part.content),
        as_attachment=True,
        filename=part.name,
        content_type=part.content_type,
    )
