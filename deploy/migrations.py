"""Lints the migrations: expand, then contract, so that the release before runs on them."""

import os
import sys

import django
from django_migration_linter import MigrationLinter

from deploy.local.outdated import our_labels
from deploy.messages import CHECKOUT


def main() -> int:
    """Return 1 where a migration would break the running release, or where none was read."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    linter = MigrationLinter(
        path=str(CHECKOUT),
        include_apps=our_labels(),
        database="owner",
        no_cache=True,
        ignore_initial_migrations=True,
    )
    linter.lint_all_migrations()
    linter.print_summary()
    return int(linter.has_errors or linter.nb_total == 0)


if __name__ == "__main__":
    sys.exit(main())
