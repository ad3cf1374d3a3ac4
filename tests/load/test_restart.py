"""PostgreSQL restarted under load: people see one failed answer at most, and lose nothing."""

import os
import shutil
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path

import psycopg2
import pytest
from django.db import connection
from django.urls import reverse
from environ import Env

from config.kernel.middleware import RETRY_AFTER_SECONDS
from deploy.local.django import manage
from deploy.local.places import home_of
from deploy.local.servers import Servers, Wanted
from events.seats.models.rsvps import Rsvp
from tests import scopes
from tests.factories import (
    CommunityFactory,
    EventFactory,
    MembershipFactory,
    SegmentFactory,
    UserFactory,
)
from tests.load.serving import LOOPBACK, People, session_cookies, web_server

pytestmark = [pytest.mark.slow, pytest.mark.timeout(300)]

PEOPLE, EVENTS, BEFORE = 8, 24, 8
FORM = {"intention": "Redraft one paragraph", "sight": "HOSTS"}
FINE, BUSY = 302, 503
BACK_WITHIN = 5  # seconds


class House:
    """A PostgreSQL of our own, so that nobody else's is restarted, with the product on it."""

    def __init__(self, folder):
        self.servers = Servers(name="run", home=home_of(name="run", local=folder))
        self.variables = self.servers.start(wanted=Wanted(postgres=True, valkey=False))
        environment = {**os.environ, **self.variables}
        manage("migrate", "--database=owner", "--verbosity=0", environment=environment)

    def restart(self):
        self.servers.postgres.stop()
        self.servers.postgres.start(port=self.servers.state.postgres_port)

    def serve(self, application):
        return web_server(application, DATABASE_URL=self.variables["DATABASE_URL"])

    def fill(self):
        community = CommunityFactory(started_by=UserFactory())
        self.members = [MembershipFactory(community=community) for _person in range(PEOPLE)]
        model = EventFactory(community=community)
        same = {"community": community, "revision": model.revision, "host": model.host}
        segments = [SegmentFactory(event=EventFactory(**same)) for _event in range(EVENTS)]
        self.addresses = {
            reverse("events:rsvp_create", args=[community.slug, one.event_id, one.pk]): one.pk
            for one in segments
        }
        self.page = reverse("memberships:membership_list", args=[community.slug])
        self.cookies = session_cookies(self.members)


@pytest.fixture(scope="module")
def house(django_db_setup, django_db_blocker):
    """Not below `tmp_path`: there only our own account may pass."""
    folder = Path(tempfile.mkdtemp(prefix="twelvefold-test-"))
    folder.chmod(0o711)
    with ExitStack() as at_the_end:
        at_the_end.callback(shutil.rmtree, folder)
        house = House(folder)
        at_the_end.callback(house.servers.stop)
        elsewhere = dict(connection.settings_dict)
        at_the_end.callback(connection.settings_dict.update, elsewhere)
        at_the_end.callback(connection.close)
        with django_db_blocker.unblock():
            connection.close()
            connection.settings_dict.update(Env.db_url_config(house.variables["DATABASE_URL"]))
            with scopes.arranging():
                house.fill()
            yield house


def looks(house, port):
    """Seconds until a member's page answers."""
    since = time.monotonic()
    while time.monotonic() < since + 60:
        asked = HTTPConnection(LOOPBACK, port, timeout=10)
        asked.request("GET", house.page, headers={"Cookie": house.cookies[house.members[0].pk]})
        status = asked.getresponse().status
        asked.close()
        if status == 200:
            return time.monotonic() - since
        time.sleep(0.1)
    pytest.fail("The page does not come back.")


def restart_and_look(house, port):
    house.restart()
    return looks(house, port)


def test_a_restart_under_load_costs_one_answer_a_connection_and_no_seat(house):
    rounds = {}
    with (
        house.serve("tests.load.served:application") as port,
        People(port, house.cookies, at_once=PEOPLE) as people,
        ThreadPoolExecutor(1) as aside,
    ):
        for turn, address in enumerate(house.addresses):
            if turn == BEFORE:
                restarting = aside.submit(restart_and_look, house, port)
            rounds[address] = people.post(address, FORM, house.members)
            if BUSY in rounds[address]:
                time.sleep(RETRY_AFTER_SECONDS)  # as the answer says
        came_back_after = restarting.result()

    failed = [statuses.count(BUSY) for statuses in zip(*rounds.values(), strict=True)]
    assert {status for statuses in rounds.values() for status in statuses} == {FINE, BUSY}
    assert max(failed) == 1
    assert came_back_after < BACK_WITHIN
    promised = {
        (house.addresses[address], member.pk)
        for address, statuses in rounds.items()
        for member, status in zip(house.members, statuses, strict=True)
        if status == FINE
    }
    connection.close()  # ours was lost as well
    with scopes.arranging():
        seated = set(Rsvp.objects.filter(state="GOING").values_list("segment_id", "membership_id"))
    assert promised <= seated
    assert len(promised) >= PEOPLE * EVENTS - PEOPLE


def answers_after_a_restart(house, application):
    """Each connection of the web server to PostgreSQL is opened, and then lost."""
    with house.serve(application) as port, People(port, house.cookies, at_once=PEOPLE) as people:
        for _again in range(10):
            people.post("/me/", FORM, house.members)
        connections_before = connections_of(house)
        house.restart()
        answers = people.post("/me/", FORM, house.members)
        return connections_before, answers


def connections_of(house):
    with psycopg2.connect(house.variables["DATABASE_ADMIN_URL"]) as admin:
        cursor = admin.cursor()
        cursor.execute("SELECT count(*) FROM pg_stat_activity WHERE usename = 'twelvefold_app'")
        return cursor.fetchone()[0]


def test_a_restart_between_two_requests_is_not_noticed(house):
    connections, answers = answers_after_a_restart(house, "tests.load.served:application")

    assert connections > 1
    assert answers == [422] * PEOPLE


def test_control_without_asking_again_it_is_noticed(house):
    _connections, answers = answers_after_a_restart(house, "tests.load.asking_once:application")

    assert BUSY in answers
