"""A demo database of another version is built anew; a current one, or somebody's own, stays."""

import os
import subprocess
import sys
from contextlib import closing

import psycopg2
import pytest
from django.conf import settings
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder
from psycopg2 import errors, sql

from config.kernel.management.commands.provision_roles import grant_defaults
from deploy.local import outdated, prepare, running
from deploy.local.places import CHECKOUT
from deploy.local.problems import Problem
from tests import databases

STRANGE = "0003_from_long_ago"
SCHEMA = """
SELECT pg_get_userbyid(nspowner), nspacl::text[],
    ARRAY(SELECT defaclacl::text FROM pg_default_acl ORDER BY defaclobjtype)
FROM pg_namespace WHERE nspname = 'public'
"""


@pytest.fixture
def scratch(django_db_blocker, monkeypatch):
    """An empty database, granted as the demo's is, to which `owner` leads."""
    name = f"test_twelvefold_outdated_{os.getpid()}"
    drop = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    owner = connections["owner"]
    with django_db_blocker.unblock(), databases._as_owner("postgres") as cursor:
        cursor.execute(drop)
        databases._create(cursor, name, template="template1")
        with databases._as_owner(name) as theirs:
            grant_defaults(theirs, owner=user("owner"), runtime=user("default"))
        owner.close()
        with monkeypatch.context() as patch:
            patch.setitem(owner.settings_dict, "NAME", name)
            yield name
            owner.close()
        cursor.execute(drop)


def user(alias):
    return settings.DATABASES[alias]["USER"]


def fill(*more):
    """Note every migration on disk, and `more`, as applied, beside a table with a row."""
    recorder = MigrationRecorder(connections["owner"])
    recorder.ensure_schema()
    for label, name in [*MigrationLoader(None).disk_migrations, *more]:
        recorder.record_applied(label, name)
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE leftover (word text); INSERT INTO leftover VALUES ('kept')")


def tables(name):
    with databases._as_owner(name) as cursor:
        cursor.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
        return {table for (table,) in cursor.fetchall()}


def schema(name):
    with databases._as_owner(name) as cursor:
        cursor.execute(SCHEMA)
        (row,) = cursor.fetchall()
    owner, grants, defaults = row
    return owner, sorted(grants), defaults


def test_an_outdated_database_is_emptied_and_it_says_so(scratch, capsys):
    fill(("events", STRANGE))

    outdated.rebuild_where_outdated()

    assert tables(scratch) == set()
    assert capsys.readouterr().err == (
        "The demo database was made by another, most likely older, version of Twelvefold: "
        "it is built anew, and what was in it goes.\n"
    )


@pytest.mark.parametrize("more", [[], [("sites", STRANGE)]], ids=["current", "not ours"])
def test_a_current_database_is_left_as_it_is(scratch, capsys, more):
    fill(*more)

    outdated.rebuild_where_outdated()
    outdated.refuse_where_outdated()

    assert tables(scratch) == {"django_migrations", "leftover"}
    assert capsys.readouterr().err == ""


def test_a_new_database_is_no_outdated_one(scratch, capsys):
    outdated.rebuild_where_outdated()

    assert capsys.readouterr().err == ""


def test_a_migration_that_another_replaces_is_known(scratch, monkeypatch):
    fill(("events", STRANGE))
    assert outdated.strange_migrations() == [f"events.{STRANGE}"]
    first = MigrationLoader(None).disk_migrations["events", "0001_initial"]
    monkeypatch.setattr(type(first), "replaces", [("events", STRANGE)])

    assert outdated.strange_migrations() == []


def test_what_is_built_anew_is_granted_as_before(scratch):
    before = schema(scratch)
    fill(("events", STRANGE))

    outdated.rebuild_where_outdated()

    assert schema(scratch) == before


def test_the_runtime_role_works_in_what_is_built_anew_and_owns_nothing(scratch):
    fill(("events", STRANGE))
    outdated.rebuild_where_outdated()
    with connections["owner"].cursor() as cursor:
        cursor.execute("CREATE TABLE anew (id bigserial, word text)")
    url = databases.url_of("DATABASE_URL", scratch)

    with closing(psycopg2.connect(url)) as connection, connection.cursor() as cursor:
        connection.autocommit = True
        cursor.execute("INSERT INTO anew (word) VALUES ('new'); UPDATE anew SET word = 'newer'")
        cursor.execute("SELECT * FROM anew")
        assert cursor.fetchall() == [(1, "newer")]
        for refused in ("TRUNCATE anew", "DROP TABLE anew", "CREATE TABLE mine (id int)"):
            with pytest.raises(errors.InsufficientPrivilege):
                cursor.execute(refused)


def test_a_database_that_cannot_be_granted_anew_stays_whole(scratch, monkeypatch):
    fill(("events", STRANGE))

    def fail(*_args, **_more):
        raise RuntimeError

    monkeypatch.setattr(outdated, "grant_defaults", fail)
    with pytest.raises(RuntimeError):
        outdated.rebuild_where_outdated()

    assert tables(scratch) == {"django_migrations", "leftover"}


def test_somebodys_own_database_is_refused_and_not_touched(scratch):
    fill(("events", STRANGE))

    with pytest.raises(Problem, match=rf"it holds events\.{STRANGE}"):
        outdated.refuse_where_outdated()

    assert tables(scratch) == {"django_migrations", "leftover"}


def test_without_leave_nothing_is_built_anew(scratch):
    fill(("events", STRANGE))
    urls = {
        name: databases.url_of(name, scratch) for name in ("DATABASE_URL", "DATABASE_OWNER_URL")
    }

    done = subprocess.run(
        running.preparation(given=urls),
        cwd=CHECKOUT,
        env={**os.environ, **urls},
        capture_output=True,
        text=True,
        check=False,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("The database of DATABASE_URL was made by another")
    assert tables(scratch) == {"django_migrations", "leftover"}


def test_only_a_database_of_ours_may_be_built_anew():
    theirs = {"DATABASE_URL": "postgres://a", "DATABASE_OWNER_URL": "postgres://b"}
    prepares = [sys.executable, "-m", "deploy.local.prepare"]

    assert running.preparation(given={}) == [*prepares, "--rebuild-outdated"]
    assert running.preparation(given=theirs) == prepares


def test_it_is_emptied_before_it_is_migrated_and_seeded(scratch, monkeypatch):
    fill(("events", STRANGE))
    found = []
    monkeypatch.setattr(prepare.messages, "compile_all", lambda: None)
    monkeypatch.setattr(prepare, "collect_static", lambda: None)
    monkeypatch.setattr(
        prepare, "call_command", lambda name, **_more: found.append((name, tables(scratch)))
    )

    prepare.main(["--rebuild-outdated"])

    assert found == [("migrate", set()), ("seed_demo", set()), ("demo_sign_ins", set())]
