"""What holds for communities, whatever the database says."""

from django.utils.text import slugify

COMMUNITIES_PER_DAY = 5
REQUIRED_FOR_PUBLISHING: frozenset[str] = frozenset()
REQUIRED_FOR_RSVP: frozenset[str] = frozenset()
SLUG_MIN_LENGTH = 3
SLUG_MAX_LENGTH = 50
RESERVED_SLUGS = frozenset(
    {"about", "accounts", "admin", "api", "app", "blog", "c", "communities", "events", "health"}
    | {"healthz", "help", "home", "i18n", "inbox", "invitations", "legal", "login", "logout"}
    | {"mail", "me", "new", "operator", "privacy", "safety", "settings", "signup", "static"}
    | {"status", "studio", "support", "terms", "twelvefold", "unsubscribe", "www"}
)


def suggested_slug(name: str) -> str:
    """An address made from a name; empty where the name has no letter of a to z."""
    return slugify(name)[:SLUG_MAX_LENGTH].strip("-_")


def other_slugs(slug: str) -> list[str]:
    """What to propose where an address is taken."""
    return [f"{slug[: SLUG_MAX_LENGTH - 2]}-{number}" for number in range(2, 10)]
