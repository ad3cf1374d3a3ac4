"""The test database: made, migrated and emptied by the owner, used by the runtime role."""

import os
from contextlib import contextmanager

import psycopg2
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from psycopg2 import sql

from config.kernel.management.commands.provision_roles import grant_defaults


def make(name):
    """Create the database `name`, migrated, and point both aliases at it."""
    with _as_owner("postgres") as cursor:
        cursor.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    for alias in ("default", "owner"):
        connections[alias].close()
        connections[alias].settings_dict["NAME"] = name
    roles = {
        "owner": settings.DATABASES["owner"]["USER"],
        "runtime": settings.DATABASES["default"]["USER"],
    }
    with _as_owner(name) as cursor:
        grant_defaults(cursor, **roles)
    call_command("migrate", database="owner", verbosity=0, interactive=False)
    connections["owner"].close()


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
