"""A database with migrations that this code no longer has: it cannot be brought up to date.

Only the database of the demo may be built anew. One that DATABASE_URL names is somebody's own.
"""

from django.apps import apps
from django.db import connections, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from config.kernel.management.commands.provision_roles import grant_defaults
from deploy.local.problems import Problem, say
from deploy.messages import APPS

ALIAS = "owner"
ANOTHER_VERSION = "was made by another, most likely older, version of Twelvefold"
# As PostgreSQL itself makes the schema; its default privileges go with it, so they are given anew.
EMPTIED = """
DROP SCHEMA public CASCADE;
CREATE SCHEMA public AUTHORIZATION pg_database_owner;
GRANT USAGE ON SCHEMA public TO PUBLIC;
"""


def rebuild_where_outdated() -> None:
    """Take everything out of the demo's database where it is outdated, and say so."""
    if not strange_migrations():
        return
    say(f"The demo database {ANOTHER_VERSION}: it is built anew, and what was in it goes.")
    connection = connections[ALIAS]
    with transaction.atomic(using=ALIAS), connection.cursor() as cursor:
        cursor.execute(EMPTIED)
        grant_defaults(
            cursor,
            owner=connection.settings_dict["USER"],
            runtime=connections["default"].settings_dict["USER"],
        )


def refuse_where_outdated() -> None:
    """Raise a problem where somebody's own database is outdated; nothing in it is touched."""
    strange = strange_migrations()
    if strange:
        raise Problem(
            f"The database of DATABASE_URL {ANOTHER_VERSION}: it holds {', '.join(strange)}, "
            "which this version does not have. Nothing was changed. Name an empty database."
        )


def strange_migrations() -> list[str]:
    """Return which of our migrations are applied and neither exist nor are replaced by one."""
    on_disk = MigrationLoader(None).disk_migrations
    replaced = {name for migration in on_disk.values() for name in migration.replaces}
    applied = MigrationRecorder(connections[ALIAS]).applied_migrations()
    ours = set(our_labels())
    strange = applied.keys() - on_disk.keys() - replaced
    return sorted(f"{label}.{name}" for label, name in strange if label in ours)


def our_labels() -> list[str]:
    """Return the labels of the apps that are ours, not a package's."""
    return [config.label for config in apps.get_app_configs() if config.name.split(".")[0] in APPS]
