from importlib import import_module

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

REGISTERING = (
    "memberships.accounts.emails",
    "memberships.joining.emails",
    "memberships.members.emails",
    "memberships.receivers",
)


class MembershipsConfig(AppConfig):
    name = "memberships"
    verbose_name = _("People and communities")

    def ready(self) -> None:
        """Register mails and receivers; they use models, so not before now."""
        for module in REGISTERING:
            import_module(module)
