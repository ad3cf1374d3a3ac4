"""Lints the migrations: expand, then contract, so that the release before runs on them."""

import os
import sys

import django
from django.apps import apps
from django_migration_linter import MigrationLinter

from deploy.messages import APPS, CHECKOUT


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


def our_labels() -> list[str]:
    """Return the labels of the apps that are ours, not a package's."""
    return [config.label for config in apps.get_app_configs() if config.name.split(".")[0] in APPS]


if __name__ == "__main__":
    sys.exit(main())
