from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MembershipsConfig(AppConfig):
    name = "memberships"
    verbose_name = _("People and communities")

    def ready(self) -> None:
        from memberships import reactions, receivers  # noqa: F401, PLC0415 - they register
