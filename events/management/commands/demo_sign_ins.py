from typing import Any

from django.core.management.base import BaseCommand, CommandError

from events.management.demo.sign_ins import table
from events.management.demo.story import is_there


class Command(BaseCommand):
    help = "Prints who can sign in to the demo, and what to try."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not is_there():
            raise CommandError("There is no demo here. Make it with: manage.py seed_demo")
        self.stdout.write(table())
