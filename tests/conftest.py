import gc
import os

import pytest
from django.conf import settings as product
from django.test import TransactionTestCase, override_settings
from django.utils import timezone, translation
from hypothesis import settings
from xdist.scheduler import LoadScopeScheduling

from config.kernel import prepared_queries
from tests import databases, drawing, leftovers, scopes
from tests.factories import MembershipFactory

STORIES = "tests/journeys/"
EVERY_PAGE = "tests/journeys/test_every_page.py"
# In this order, before all others.
LONG = (
    EVERY_PAGE,  # on a fresh demo
    STORIES,
    "tests/events/names/test_leaks.py",
    "tests/architecture/test_tenant_walk.py",
    "tests/architecture/test_policy_matrix.py",
    "tests/events/seats/test_http_race.py",
    "tests/events/seats/test_separation_clock.py",
    "tests/events/seats/test_seat_machine.py",
    "tests/events/reminders/test_faults.py",
)


# Many long stories, each time others: `make soak`. A test says itself what it does else.
settings.register_profile("soak", max_examples=300, stateful_step_count=50, deadline=None)


def pytest_addoption(parser):
    parser.addoption(
        "--rounds", type=int, default=3, help="how often each race is run (`make soak`: 20)"
    )


class OneCoreAFile(LoadScopeScheduling):
    """Each file stays in one process, and all stories in one: they share a stack.

    Marks of `xdist_group` do not do it: xdist 3.8 writes them into an attribute that pytest 9.2
    does not read any more.
    """

    def _split_scope(self, nodeid):
        file = nodeid.partition("::")[0]
        return STORIES if file.startswith(STORIES) else file


def pytest_xdist_make_scheduler(config, log):
    return OneCoreAFile(config, log)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    """Stories have more time; what takes longest begins first."""
    for item in items:
        if item.nodeid.startswith(STORIES):
            item.add_marker(pytest.mark.timeout(600))
    items.sort(key=turn)


def pytest_collection_finish():
    """What is loaded by now stays: the collector need not look through it again and again."""
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def turn(item):
    return next((at for at, long in enumerate(LONG) if item.nodeid.startswith(long)), len(LONG))


@pytest.fixture(scope="session")
def django_db_setup(django_db_blocker):
    """A database of this run's own, on real PostgreSQL, used through the runtime role."""
    name = f"test_twelvefold_{os.getpid()}"
    with django_db_blocker.unblock():
        databases.drop(name)
        databases.make(name)
        yield
        databases.drop(name)


@pytest.fixture(scope="session", autouse=True)
def _owner_empties_tables():
    """The runtime role may not TRUNCATE, so the owner cleans up after lasting tests."""
    patch = pytest.MonkeyPatch()
    patch.setattr(TransactionTestCase, "_fixture_teardown", lambda _self: databases.empty())
    yield
    patch.undo()


@pytest.fixture
def _nothing_left_running():
    """A thread or process that outlives its test takes part in others: name it and fail."""
    before = leftovers.running()
    yield
    left = leftovers.since(before)
    assert left == [], "This test left something running."


@pytest.fixture(autouse=True)
def _no_broker(monkeypatch, request):
    """Keep the broker out of tests: nothing is ever really enqueued."""
    if request.node.get_closest_marker("journey"):
        return
    monkeypatch.setattr("config.kernel.wakeup.wake", lambda *_queues: None)


@pytest.fixture(scope="session", autouse=True)
def _plain_settings():
    """Tests run as on somebody's own machine, but neither hash slowly nor count in Redis."""
    plain_files = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with override_settings(
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
        STORAGES={**product.STORAGES, "staticfiles": plain_files},
        ACCOUNT_RATE_LIMITS=False,
        DEVELOPMENT=True,
        WHITENOISE_AUTOREFRESH=True,  # asks for no collected files
    ):
        yield


@pytest.fixture(scope="session", autouse=True)
def _watched_templates():
    with drawing.watched_templates():
        yield


@pytest.fixture(autouse=True)
def drawn_by_django():
    with drawing.drawn_by_django() as names:
        yield names
    assert names == []


@pytest.fixture(autouse=True)
def _queries_compiled_anew(request):
    """A control takes a lock or a filter away: what is prepared must lose it, and get it back."""
    patches = "monkeypatch" in request.fixturenames
    if patches:
        forget_compiled_queries()
    yield
    if patches:
        forget_compiled_queries()


def forget_compiled_queries():
    for compiled in prepared_queries._all_compiled:
        compiled.clear()


@pytest.fixture(autouse=True)
def _default_language_and_zone():
    """A request leaves those of its reader active in this thread; the next test begins without."""
    with translation.override(product.LANGUAGE_CODE), timezone.override(None):
        yield


@pytest.fixture(autouse=True)
def _arrange_everywhere(request, _nothing_left_running):
    """Tests set the table in every community; what they call sees only its own."""
    marker = request.node.get_closest_marker("django_db")
    if marker is None and not {"db", "transactional_db"} & set(request.fixturenames):
        yield
        return
    lasting = marker is not None and marker.kwargs.get("transaction")
    request.getfixturevalue("transactional_db" if lasting else "db")
    with scopes.arranging():
        yield


@pytest.fixture
def rounds(request):
    """How often a race is run whose outcome chance may change."""
    return range(request.config.getoption("--rounds"))


@pytest.fixture
def member(db):
    return MembershipFactory()


@pytest.fixture
def client():
    return scopes.ScopelessClient()


@pytest.fixture
def sign_in(client):
    def sign_in_as(membership):
        client.force_login(
            membership.user, backend="allauth.account.auth_backends.AuthenticationBackend"
        )
        return client

    return sign_in_as
