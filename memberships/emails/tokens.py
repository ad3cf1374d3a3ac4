from typing import Any

from django.core import signing


class BadToken(Exception):
    """A link that we did not write, or that was cut."""


def sign_token(*, purpose: str, **content: str | int) -> str:
    """A link's token; it holds for one purpose only and carries its community."""
    return signing.dumps(content, salt=_salt(purpose), compress=True)


def read_token(*, purpose: str, token: str) -> dict[str, Any]:
    """What a token carries. Raises `BadToken`; whether it still holds is told by the row."""
    try:
        content: dict[str, Any] = signing.loads(token, salt=_salt(purpose))
    except signing.BadSignature as bad:
        raise BadToken from bad
    return content


def _salt(purpose: str) -> str:
    return f"memberships.{purpose}"
