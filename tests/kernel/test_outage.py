"""The database busy or away: 503 with Retry-After, and nothing changed."""

from contextlib import contextmanager

import psycopg2
import pytest
from django.contrib.auth.decorators import login_not_required
from django.db import connection, connections
from django.http import HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone

from config.kernel.models import InboxMail
from config.kernel.transactions import use_case_everywhere
from config.urls import urlpatterns as ours
from tests.scopes import ScopelessClient

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.urls(__name__)]


@use_case_everywhere
def rename(*, mail_id):
    InboxMail.objects.filter(pk=mail_id).update(subject="renamed")


@login_not_required
def renaming(_request, mail_id):
    rename(mail_id=mail_id)
    return HttpResponse("renamed")


@login_not_required
def broken(_request):
    raise RuntimeError("a bug")


urlpatterns = [path("renaming/<int:mail_id>/", renaming), path("broken/", broken), *ours]
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


def hold(mail):
    """Another process works on this row, and does not end."""
    database = connections["default"].settings_dict
    rival = psycopg2.connect(
        dbname=database["NAME"],
        user=database["USER"],
        password=database["PASSWORD"],
        host=database["HOST"],
        port=database["PORT"],
    )
    rival.cursor().execute("SELECT 1 FROM kernel_inboxmail WHERE id = %s FOR UPDATE", [mail.pk])
    return rival


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
