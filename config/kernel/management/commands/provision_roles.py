from typing import Any

import environ
import psycopg2
from django.core.management.base import BaseCommand, CommandError
from psycopg2 import sql

ROLE_EXISTS = "SELECT 1 FROM pg_roles WHERE rolname = %s"
DATABASE_EXISTS = "SELECT 1 FROM pg_database WHERE datname = %s"


class Command(BaseCommand):
    help = (
        "Creates or mends the owner and the runtime role and their database. "
        "Reads DATABASE_ADMIN_URL (a superuser), DATABASE_OWNER_URL and DATABASE_URL."
    )
    requires_system_checks: list[str] = []

    def handle(self, *_args: Any, **_options: Any) -> None:
        env = environ.Env()
        try:
            admin, owner, runtime = (
                env.db_url(name)
                for name in ("DATABASE_ADMIN_URL", "DATABASE_OWNER_URL", "DATABASE_URL")
            )
        except environ.ImproperlyConfigured as missing:
            raise CommandError(str(missing)) from missing
        if owner["USER"] == runtime["USER"]:
            raise CommandError("The owner and the runtime role must be two roles.")
        _provision(admin, owner, runtime)
        self.stdout.write(f"Roles {owner['USER']} and {runtime['USER']} are ready.")


def _provision(admin: dict[str, Any], owner: dict[str, Any], runtime: dict[str, Any]) -> None:
    with _connected(admin, admin["NAME"]) as cursor:
        _ensure_role(cursor, owner, "CREATEDB")
        _ensure_role(cursor, runtime, "NOCREATEDB")
        cursor.execute(DATABASE_EXISTS, [runtime["NAME"]])
        if cursor.fetchone() is None:
            cursor.execute(
                sql.SQL("CREATE DATABASE {} OWNER {}").format(
                    sql.Identifier(runtime["NAME"]), sql.Identifier(owner["USER"])
                )
            )
    with _connected(admin, runtime["NAME"]) as cursor:
        grant_defaults(cursor, owner=owner["USER"], runtime=runtime["USER"])


def _ensure_role(cursor: Any, role: dict[str, Any], may: str) -> None:
    cursor.execute(ROLE_EXISTS, [role["USER"]])
    verb = "ALTER" if cursor.fetchone() else "CREATE"
    cursor.execute(
        sql.SQL(
            verb + " ROLE {} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEROLE " + may + " PASSWORD {}"
        ).format(sql.Identifier(role["USER"]), sql.Literal(role["PASSWORD"]))
    )


def grant_defaults(cursor: Any, *, owner: str, runtime: str) -> None:
    """What the owner makes in this database, the runtime role may use: rows, never structure."""
    names = {"owner": sql.Identifier(owner), "runtime": sql.Identifier(runtime)}
    for line in (
        "GRANT USAGE ON SCHEMA public TO {runtime}",
        "GRANT CREATE, USAGE ON SCHEMA public TO {owner}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public"
        " GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {runtime}",
        "ALTER DEFAULT PRIVILEGES FOR ROLE {owner} IN SCHEMA public"
        " GRANT USAGE, SELECT ON SEQUENCES TO {runtime}",
    ):
        cursor.execute(sql.SQL(line).format(**names))


class _connected:  # noqa: N801  used as a verb
    """A cursor on a database, each statement on its own."""

    def __init__(self, role: dict[str, Any], database: str) -> None:
        self.connection = psycopg2.connect(
            dbname=database,
            user=role["USER"] or None,
            password=role["PASSWORD"] or None,
            host=role["HOST"] or None,
            port=role["PORT"] or None,
        )
        self.connection.autocommit = True

    def __enter__(self) -> Any:
        return self.connection.cursor()

    def __exit__(self, *_error: object) -> None:
        self.connection.close()
