"""The database busy or away: 503 with Retry-After, and nothing changed."""

from contextlib import contextmanager

import psycopg2
import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import OperationalError, close_old_connections, connection, connections
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone

from config.kernel.models import InboxMail
from config.kernel.transactions import first_read, use_case_everywhere
from config.urls import urlpatterns as ours
from memberships.communities.selectors import community_at, who_asks
from tests import scopes
from tests.scopes import ScopelessClient

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls(__name__)]


@use_case_everywhere
def rename(*, mail_id):
    InboxMail.objects.filter(pk=mail_id).update(subject="renamed")


@login_not_required
def renaming(_request, mail_id):
    rename(mail_id=mail_id)
    return HttpResponse("renamed")


@use_case_everywhere
def rename_and_lose_the_database(*, mail_id):
    InboxMail.objects.filter(pk=mail_id).update(subject="renamed")
    ATTEMPTS.append(mail_id)
    lose_connection()
    InboxMail.objects.filter(pk=mail_id).update(subject="renamed twice")


def losing(_request, mail_id):
    rename_and_lose_the_database(mail_id=mail_id)
    return HttpResponse("renamed")


@login_not_required
def broken(_request):
    raise RuntimeError("a bug")


ATTEMPTS = []
urlpatterns = [
    path("renaming/<int:mail_id>/", renaming),
    path("losing/<int:mail_id>/", losing),
    path("broken/", broken),
    *ours,
]
PROFILE = {"name": "Ada", "time_zone": "", "locale": "en"}
handler500 = "config.kernel.views.server_error"


@pytest.fixture
def visitor():
    """A browser that gets what people get, not what raised it."""
    return ScopelessClient(raise_request_exception=False)


@pytest.fixture
def mail():
    return InboxMail.objects.create(
        recipient="x@example.org", subject="as it was", raw=b"", sent_at=timezone.now()
    )


@pytest.fixture
def impatience():
    with connection.cursor() as cursor:
        cursor.execute("SET lock_timeout = '100ms'")
        yield
        cursor.execute("RESET lock_timeout")


def another_connection():
    database = connections["default"].settings_dict
    return psycopg2.connect(
        dbname=database["NAME"],
        user=database["USER"],
        password=database["PASSWORD"],
        host=database["HOST"],
        port=database["PORT"],
    )


def hold(mail):
    """Another process works on this row, and does not end."""
    rival = another_connection()
    rival.cursor().execute("SELECT 1 FROM kernel_inboxmail WHERE id = %s FOR UPDATE", [mail.pk])
    return rival


def lose_connection():
    """As a restart of PostgreSQL does: it ends the connection that we keep."""
    kept = connection.connection.info.backend_pid
    rival = another_connection()
    rival.cursor().execute("SELECT pg_terminate_backend(%s, 5000)", [kept])
    rival.close()


@pytest.mark.usefixtures("impatience")
def test_a_row_that_stays_locked_is_a_503_with_retry_after(visitor, mail):
    rival = hold(mail)

    answer = visitor.post(f"/renaming/{mail.pk}/")

    rival.close()
    mail.refresh_from_db()
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert b"busy for a moment" in answer.content
    assert mail.subject == "as it was"


@pytest.mark.usefixtures("impatience")
def test_control_the_row_let_go_the_same_request_is_served(visitor, mail):
    hold(mail).close()

    assert visitor.post(f"/renaming/{mail.pk}/").status_code == 200


@contextmanager
def database_away():
    """The server no longer listens where it was."""
    there = connection.settings_dict["PORT"]
    connection.close()
    connection.settings_dict["PORT"] = "1"
    try:
        yield
    finally:
        connection.close()
        connection.settings_dict["PORT"] = there


def test_without_its_database_a_page_for_the_signed_in_is_a_503(member):
    """Middleware asks first, where no view's error handling reaches."""
    browser = Client(raise_request_exception=False)
    browser.force_login(member.user, backend="allauth.account.auth_backends.AuthenticationBackend")

    with database_away():
        answer = browser.get("/communities/")

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")


def test_without_its_database_the_health_check_says_so():
    with database_away():
        answer = Client().get("/healthz")

    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert answer.json() == {"status": "database away"}


def test_control_a_bug_is_a_500(visitor):
    answer = visitor.get("/broken/")

    assert answer.status_code == 500
    assert "Retry-After" not in answer


# The connection lost between two requests, or in the middle of one


@pytest.fixture
def signed_in(member):
    browser = scopes.ScopelessClient(raise_request_exception=False)
    browser.force_login(member.user, backend="allauth.account.auth_backends.AuthenticationBackend")
    return browser


@pytest.fixture
def lost(monkeypatch):
    """The connection is lost before each request; `lost.clear()` ends that."""
    send, losses = Client.request, [lose_connection]

    def request(browser, **environ):
        for lose in losses:
            lose()
        answer = send(browser, **environ)
        close_old_connections()  # as Django does after each request
        return answer

    monkeypatch.setattr(Client, "request", request)
    return losses


@pytest.fixture
def asked_once(monkeypatch):
    """The protection off: who asks is asked once, whatever happens."""
    monkeypatch.setattr("memberships.middleware.who_asks", who_asks.__wrapped__)
    monkeypatch.setattr("memberships.middleware.community_at", community_at.__wrapped__)


@pytest.fixture(params=[True, False], ids=["prepared", "not_prepared"])
def who_has_asked(request, member):
    """Whether the connection that is lost has been asked before, so that its plans are made."""
    if request.param:
        who_asks(key="k" * 32, slug="", now=timezone.now())
        community_at(slug="")


@pytest.mark.usefixtures("lost", "who_has_asked")
def test_a_lost_connection_is_found_and_replaced_by_who_asks(signed_in, member):
    for page in (f"/c/{member.community.slug}/people/", "/me/"):
        assert signed_in.get(page).status_code == 200
    assert signed_in.post("/me/", PROFILE).status_code == 302
    member.user.refresh_from_db()
    assert member.user.name == "Ada"


@pytest.mark.usefixtures("lost", "asked_once", "who_has_asked")
@pytest.mark.parametrize("method", ["get", "post"])
def test_control_without_asking_again_it_is_a_503(signed_in, method):
    assert getattr(signed_in, method)("/me/", PROFILE).status_code == 503


@pytest.mark.usefixtures("lost", "who_has_asked")
def test_a_visitor_does_not_notice_a_lost_connection_either(visitor, member):
    assert visitor.get(f"/c/{member.community.slug}/").status_code == 200


@pytest.mark.usefixtures("lost", "asked_once")
def test_control_without_asking_again_a_visitor_notices(visitor, member):
    assert visitor.get(f"/c/{member.community.slug}/").status_code == 503


def test_a_use_case_that_loses_the_database_is_not_tried_again(signed_in, mail, lost):
    lost.clear()
    ATTEMPTS.clear()

    answer = signed_in.post(f"/losing/{mail.pk}/")

    mail.refresh_from_db()
    assert (answer.status_code, answer["Retry-After"]) == (503, "5")
    assert [mail.pk] == ATTEMPTS
    assert mail.subject == "as it was"


@pytest.mark.parametrize(
    ("method", "path", "data", "fine"),
    [
        ("get", "/healthz", {}, 200),
        ("post", "/accounts/login/", {"login": "x@example.org", "password": "x" * 12}, 422),
    ],
)
def test_a_page_that_asks_something_else_first_fails_at_most_once(
    visitor, lost, method, path, data, fine
):
    first = getattr(visitor, method)(path, data).status_code
    lost.clear()
    then = [getattr(visitor, method)(path, data).status_code for _request in range(2)]

    assert (first, then) == (503, [fine, fine])


def test_a_database_that_is_only_busy_is_not_asked_again(signed_in, member, monkeypatch):
    asked = []

    @first_read
    def busy(**_who):
        asked.append(1)
        raise OperationalError("canceling statement due to lock timeout")

    monkeypatch.setattr("memberships.middleware.who_asks", busy)

    assert signed_in.get("/me/").status_code == 503
    assert len(asked) == 1
