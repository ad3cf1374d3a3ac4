"""Web and worker refuse to start on a role that could bypass row security or oversell."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, connections

from config.kernel import roles
from config.kernel.roles import ensure_safe_role
from tests import databases

ROOT = Path(__file__).resolve().parents[2]
WORKER = ("-m", "celery", "-A", "config.celery", "worker", "--pool", "solo", "--loglevel", "INFO")
PATIENCE_SECONDS = 60


@pytest.mark.django_db
def test_the_runtime_role_is_safe():
    ensure_safe_role()


@pytest.fixture
def as_owner(monkeypatch):
    monkeypatch.setattr(roles, "connection", connections["owner"])
    yield
    connections["owner"].close()


@pytest.mark.django_db(databases=["default", "owner"])
def test_the_owner_of_the_tables_is_refused(as_owner):
    with pytest.raises(ImproperlyConfigured, match="bypass row-level security"):
        ensure_safe_role()


@pytest.mark.django_db(transaction=True)
def test_a_role_that_may_truncate_is_refused():
    role = connection.settings_dict["USER"]
    with databases._as_owner(connection.settings_dict["NAME"]) as cursor:
        cursor.execute(f'GRANT TRUNCATE ON kernel_fact TO "{role}"')
        try:
            with pytest.raises(ImproperlyConfigured, match="bypass row-level security"):
                ensure_safe_role()
        finally:
            cursor.execute(f'REVOKE TRUNCATE ON kernel_fact FROM "{role}"')
    ensure_safe_role()


@pytest.mark.django_db(transaction=True)
def test_an_isolation_in_which_seats_are_oversold_is_refused():
    with connection.cursor() as cursor:
        cursor.execute("SET default_transaction_isolation = 'repeatable read'")
        try:
            with pytest.raises(ImproperlyConfigured, match="READ COMMITTED"):
                ensure_safe_role()
        finally:
            cursor.execute("RESET default_transaction_isolation")


def environment(role):
    """Where DATABASE_URL names this role, as by a slip of whoever deploys."""
    name = connection.settings_dict["NAME"]
    return {**os.environ, "DATABASE_URL": databases.url_of(role, name), "LOG_LEVEL": "INFO"}


def start(*arguments, role):
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=ROOT,
        env=environment(role),
        capture_output=True,
        text=True,
        timeout=PATIENCE_SECONDS,
        check=False,
    )


@pytest.mark.slow
@pytest.mark.django_db
@pytest.mark.parametrize("module", ["config.wsgi", "config.asgi"])
def test_the_web_does_not_start_as_the_owner(module):
    refused = start("-c", f"import {module}", role="DATABASE_OWNER_URL")

    assert refused.returncode != 0
    assert "could bypass row-level security" in refused.stderr


@pytest.mark.slow
@pytest.mark.django_db
def test_control_the_web_starts_as_the_runtime_role():
    assert start("-c", "import config.wsgi", role="DATABASE_URL").returncode == 0


@pytest.mark.slow
@pytest.mark.django_db
def test_the_worker_does_not_start_as_the_owner():
    refused = start(*WORKER, role="DATABASE_OWNER_URL")

    assert refused.returncode != 0
    assert "could bypass row-level security" in refused.stderr
    assert " ready." not in refused.stderr + refused.stdout


@pytest.mark.slow
@pytest.mark.django_db
def test_control_the_worker_starts_as_the_runtime_role(tmp_path):
    log = tmp_path / "worker.log"
    with log.open("wb") as said:
        worker = subprocess.Popen(
            [sys.executable, *WORKER, "-Q", f"nobody-{os.getpid()}", "--without-mingle"],
            cwd=ROOT,
            env=environment("DATABASE_URL"),
            stdout=said,
            stderr=subprocess.STDOUT,
        )
    try:
        deadline = time.monotonic() + PATIENCE_SECONDS
        while " ready." not in log.read_text() and time.monotonic() < deadline:
            assert worker.poll() is None, log.read_text()[-2000:]
            time.sleep(0.2)
        assert " ready." in log.read_text()
    finally:
        worker.send_signal(signal.SIGTERM)
        worker.wait(timeout=PATIENCE_SECONDS)
