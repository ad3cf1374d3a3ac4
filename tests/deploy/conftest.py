import contextlib
import shutil
import tempfile
from pathlib import Path

import psycopg2
import pytest

from deploy.local.places import home_of
from deploy.local.servers import Servers, Wanted

BOTH = Wanted(postgres=True, valkey=True)


class Embedded:
    """Servers in a folder of their own, as `make run` has them, without the product's roles."""

    def __init__(self, folder: Path):
        self.folder = folder

    def servers(self):
        servers = Servers(name="run", home=home_of(name="run", local=self.folder))
        servers._ensure_roles = lambda _variables: None
        return servers

    def start(self):
        return self.servers().start(wanted=BOTH)

    def stop(self):
        self.servers().stop()

    @property
    def root(self):
        return self.servers().home.root

    def note(self, text):
        """Write a row that must outlive whatever the test does."""
        with self.cursor() as cursor:
            cursor.execute("CREATE TABLE IF NOT EXISTS note (text text)")
            cursor.execute("INSERT INTO note VALUES (%s)", [text])

    def notes(self):
        with self.cursor() as cursor:
            cursor.execute("SELECT text FROM note")
            return [text for (text,) in cursor.fetchall()]

    @contextlib.contextmanager
    def cursor(self):
        with (
            contextlib.closing(psycopg2.connect(self.start()["DATABASE_ADMIN_URL"])) as connection,
            connection,
            connection.cursor() as cursor,
        ):
            yield cursor


@pytest.fixture(scope="module")
def embedded():
    """Not below `tmp_path`: there only our own account may pass."""
    folder = Path(tempfile.mkdtemp(prefix="twelvefold-test-"))
    folder.chmod(0o711)
    embedded = Embedded(folder)
    yield embedded
    embedded.stop()
    shutil.rmtree(folder)
