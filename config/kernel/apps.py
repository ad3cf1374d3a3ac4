from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core import checks
from django.db.backends.signals import connection_created
from django.utils.translation import gettext_lazy as _

from config.kernel.transactions import keep_to_scope


class KernelConfig(AppConfig):
    name = "config.kernel"
    label = "kernel"
    verbose_name = _("News on its way")

    def ready(self) -> None:
        checks.register(mail_has_a_way_out, checks.Tags.security, deploy=True)
        connection_created.connect(_guard, dispatch_uid="kernel.guard")


def _guard(*, connection: Any, **_more: object) -> None:
    if keep_to_scope not in connection.execute_wrappers:
        connection.execute_wrappers.append(keep_to_scope)


def mail_has_a_way_out(**_asked: object) -> list[checks.CheckMessage]:
    """Without a mail server people could neither verify an address nor be reminded."""
    if settings.HAS_MAIL_SERVER or settings.DEVELOPMENT:
        return []
    return [checks.Error("EMAIL_URL is not set: mail would go nowhere.", id="kernel.E001")]
