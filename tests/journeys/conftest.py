import os

import pytest
from playwright.sync_api import sync_playwright

from tests import databases
from tests.journeys.stack import Stack


@pytest.fixture(scope="session")
def stack(tmp_path_factory, django_db_setup, django_db_blocker):
    """The running product with the demo in it."""
    from django.db import connections

    name = f"test_journeys_{os.getpid()}"
    before = {alias: connections[alias].settings_dict["NAME"] for alias in ("default", "owner")}
    with django_db_blocker.unblock():
        databases.drop(name)
        databases.make(name)
        for alias, database in before.items():
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = database
    running = Stack(database=name, log_folder=tmp_path_factory.mktemp("stack"))
    try:
        running.port = 8000
        running.manage("seed_demo")
        running.start()
        yield running
    finally:
        running.stop()
        with django_db_blocker.unblock():
            databases.drop(name)


@pytest.fixture(scope="session")
def browser():
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM_PATH") or None,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def context(browser, stack):
    """A fresh person at a fresh browser, whose console errors fail the story."""
    fresh = browser.new_context(
        base_url=stack.url, viewport={"width": 1200, "height": 900}, locale="en-GB"
    )
    fresh.set_default_timeout(15_000)
    yield fresh
    fresh.close()


@pytest.fixture
def another(browser, stack):
    """Make further people at browsers of their own."""
    made = []

    def make(**options):
        fresh = browser.new_context(base_url=stack.url, locale="en-GB", **options)
        fresh.set_default_timeout(15_000)
        made.append(fresh)
        return fresh

    yield make
    for context in made:
        context.close()
