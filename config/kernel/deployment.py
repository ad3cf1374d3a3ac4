"""What the deployment decides, for apps: they read no settings themselves."""

from urllib.parse import urlsplit

from django.conf import settings
from django.utils.translation import get_language_info

LOOPBACK = frozenset({"localhost", "127.0.0.1", "::1"})


def is_for_operators(what: str) -> bool:
    """Whether a setting such as COMMUNITY_CREATION keeps something for operators."""
    return bool(getattr(settings, what) == "operators")


def keeps_mail_here() -> bool:
    """Whether the development inbox is open: no mail server, and said to be one's own machine."""
    is_here = urlsplit(settings.SITE_URL).hostname in LOOPBACK
    return settings.DEVELOPMENT and is_here and not settings.HAS_MAIL_SERVER


def is_own_machine() -> bool:
    """Whether this is somebody's own machine: there may be a demo, whose passwords are known."""
    return bool(settings.DEVELOPMENT)


def languages() -> list[tuple[str, str]]:
    """The languages we speak, each by its own name."""
    codes = [code for code, _name in settings.LANGUAGES]
    return [(code, str(get_language_info(code)["name_local"]).capitalize()) for code in codes]
