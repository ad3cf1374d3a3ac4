"""Brings code, catalogues, static files and rows together, in one process with the owner's role.

Whatever it says goes to standard error; standard output carries the table of demo sign-ins alone.
"""

import argparse
import hashlib
import io
import os
import sys
from pathlib import Path

import django
from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command

from deploy import messages
from deploy.local import outdated
from deploy.local.problems import Problem, say

STAMP = "collected"


def main(arguments: list[str]) -> None:
    """Do what is left to do: each step is quick where nothing changed."""
    parser = argparse.ArgumentParser(prog="python -m deploy.local.prepare")
    parser.add_argument(
        "--rebuild-outdated", action="store_true", help="only for a database of ours"
    )
    options = parser.parse_args(arguments)
    messages.compile_all()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    django.setup()
    if options.rebuild_outdated:
        outdated.rebuild_where_outdated()
    else:
        outdated.refuse_where_outdated()
    call_command("migrate", database="owner", interactive=False, verbosity=0)
    collect_static()
    say("Seeding the demo unless it is there (the first time takes a while)")
    call_command("seed_demo", stdout=io.StringIO())
    call_command("demo_sign_ins", stdout=sys.stdout)


def collect_static() -> None:
    """Collect the files that pages refer to, unless none of them has changed."""
    root = Path(settings.STATIC_ROOT)
    stamp = root.parent / f"{root.name}.{STAMP}"
    wanted = _static_digest()
    if root.exists() and stamp.exists() and stamp.read_text() == wanted:
        return
    say("Collecting static files")
    stamp.unlink(missing_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    stamp.write_text(wanted)


def _static_digest() -> str:
    digest = hashlib.sha256()
    for finder in get_finders():
        for path, storage in finder.list([]):
            found = Path(storage.path(path)).stat()
            digest.update(f"{path}\0{found.st_size}\0{found.st_mtime_ns}\n".encode())
    return digest.hexdigest()


if __name__ == "__main__":
    try:
        main(sys.argv[1:])
    except Problem as problem:
        sys.exit(str(problem))
