"""The test database: made, migrated and emptied by the owner, used by the runtime role.

Migrating takes many seconds, so it happens once for the same code: into a template that stays on
the test servers, of which each database is a copy.
"""

import hashlib
import os
from contextlib import contextmanager
from pathlib import Path

import psycopg2
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg2 import sql

from config.kernel.management.commands.provision_roles import grant_defaults

ROOT = Path(__file__).resolve().parents[1]
TEMPLATE = "template_twelvefold_"
ONE_AT_A_TIME = 1_212_121_212  # the number of the advisory lock


def make(name):
    """Create the database `name`, migrated, and point both aliases at it."""
    with _as_owner("postgres") as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [ONE_AT_A_TIME])
        template = TEMPLATE + _fingerprint()
        if template not in _templates(cursor):
            _migrate_into(template, cursor)
        _create(cursor, name, template=template)
    _point_at(name)


def _fingerprint():
    """Of all that a migrated database follows from: migrations, kernel, settings and packages."""
    ours = {*ROOT.glob("*/migrations/*.py"), *ROOT.glob("config/**/*.py")}
    said = hashlib.sha256()
    for path in [*sorted(ours), ROOT / "requirements-dev.lock"]:
        said.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return said.hexdigest()[:16]


def _templates(cursor):
    cursor.execute("SELECT datname FROM pg_database WHERE starts_with(datname, %s)", [TEMPLATE])
    return {name for (name,) in cursor.fetchall()}


def _migrate_into(template, cursor):
    """Make the template; only a whole one bears its name. Those of older code go."""
    for old in _templates(cursor):
        cursor.execute(sql.SQL("DROP DATABASE {}").format(sql.Identifier(old)))
    unfinished = f"{TEMPLATE}unfinished"
    _create(cursor, unfinished, template="template1")
    _point_at(unfinished)
    with _as_owner(unfinished) as theirs:
        grant_defaults(
            theirs,
            owner=settings.DATABASES["owner"]["USER"],
            runtime=settings.DATABASES["default"]["USER"],
        )
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    _point_at(unfinished)  # leaves it: a database in use is nobody's template
    rename = sql.SQL("ALTER DATABASE {} RENAME TO {}")
    cursor.execute(rename.format(sql.Identifier(unfinished), sql.Identifier(template)))


def _create(cursor, name, *, template):
    create = sql.SQL("CREATE DATABASE {} TEMPLATE {}")
    cursor.execute(create.format(sql.Identifier(name), sql.Identifier(template)))


def _point_at(name):
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name


def drop(name):
    for alias in ("default", "owner"):
        connections[alias].close()
    with _as_owner("postgres") as cursor:
        cursor.execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
        )


def empty():
    """Take away every row but those that migrations made."""
    kept = {"django_migrations", "django_content_type", "auth_permission"}
    tables = [
        sql.Identifier(model._meta.db_table)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model._meta.db_table not in kept
    ]
    with _as_owner(connections["default"].settings_dict["NAME"]) as cursor:
        cursor.execute(
            sql.SQL("TRUNCATE {} RESTART IDENTITY CASCADE").format(sql.SQL(", ").join(tables))
        )


def url_of(role, name):
    """The URL by which a process of its own reaches the test database."""
    return os.environ[role].rsplit("/", 1)[0] + f"/{name}"


@contextmanager
def _as_owner(database):
    owner = settings.DATABASES["owner"]
    connection = psycopg2.connect(
        dbname=database,
        user=owner["USER"],
        password=owner["PASSWORD"],
        host=owner["HOST"],
        port=owner["PORT"] or None,
        options="-c app.everywhere=on -c client_min_messages=warning",
    )
    connection.autocommit = True
    try:
        yield connection.cursor()
    finally:
        connection.close()
