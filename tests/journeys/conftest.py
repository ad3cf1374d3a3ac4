import os

import pytest
from playwright.sync_api import sync_playwright

from tests import databases
from tests.journeys.people import Person
from tests.journeys.stack import Stack
from tests.workers.processes import broker


@pytest.fixture(scope="package")
def stack(tmp_path_factory, django_db_blocker):
    """The running product with the demo in it."""
    name = f"test_journeys_{os.getpid()}"
    with django_db_blocker.unblock(), broker() as broker_url:
        running = Stack(
            database=name, broker_url=broker_url, log_folder=tmp_path_factory.mktemp("stack")
        )
        try:
            _make_database(name)
            running.manage("seed_demo")
            running.start()
            yield running
        finally:
            running.stop()
            databases.drop(name)


def _make_database(name):
    """Beside the database of the other tests, which keep theirs."""
    from django.db import connections

    theirs = {alias: connections[alias].settings_dict["NAME"] for alias in connections}
    databases.drop(name)
    try:
        databases.make(name)
    finally:
        for alias, database in theirs.items():
            connections[alias].close()
            connections[alias].settings_dict["NAME"] = database


@pytest.fixture(scope="module")
def browser(stack):
    """One for each module: Playwright keeps a loop in this thread while it is there."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=os.environ.get("CHROMIUM_PATH") or None,
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        yield chromium
        chromium.close()


@pytest.fixture
def someone(browser, stack):
    """Bring people, each to a browser of their own; an error in a console fails the story."""
    people = []

    def bring(*, statuses=(), **options):
        settings = {"locale": "en-GB", "viewport": {"width": 1200, "height": 900}, **options}
        person = Person(browser.new_context(base_url=stack.url, **settings), statuses=statuses)
        people.append(person)
        return person

    yield bring
    for person in people:
        person.context.close()
    assert [trouble for person in people for trouble in person.troubles] == []
