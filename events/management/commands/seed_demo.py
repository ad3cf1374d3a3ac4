from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.kernel.deployment import is_own_machine
from events.management.demo.story import FULL, seed


class Command(BaseCommand):
    help = "Makes the demo, whole or not at all, unless it is there. For one's own machine only."

    def handle(self, *_args: Any, **_options: Any) -> None:
        if not is_own_machine():
            raise CommandError(
                "The demo has sign-ins with a known password, so it is made on one's own machine"
                " only: set DEVELOPMENT=1 there."
            )
        is_new = seed(scale=FULL, now=timezone.now())
        self.stdout.write("The demo is ready." if is_new else "The demo is there already.")
