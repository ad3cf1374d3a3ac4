"""Sessions in the database, each with its person in a column, so that one read can join them."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any, cast

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils import timezone

KEY = re.compile("[a-z0-9]{8,40}")


class Session(AbstractBaseSession):
    """A browser's session. `person` is who is signed in, as the session's data say."""

    person = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="sessions"
    )

    @classmethod
    def get_session_store_class(cls) -> type["SessionStore"]:
        return SessionStore


def live_session(*, key: str, now: datetime) -> Session | None:
    return Session.objects.filter(session_key=key, expire_date__gt=now).first()


class SessionStore(DatabaseStore):
    """Keeps the row it is loaded from as `row`; `read` may bring along more than the session."""

    read: Callable[..., Session | None] = staticmethod(live_session)
    row: Session | None = None

    def _validate_session_key(self, key: str | None) -> bool:
        """No key of ours looks otherwise, so nobody need be asked for one that does."""
        return bool(key and KEY.fullmatch(key))

    def _get_session_from_db(self) -> Session | None:
        self.row = self.read(key=self.session_key, now=timezone.now())
        if self.row is None:
            self._session_key = None
        return self.row

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        session: Any = super().create_model_instance(data)
        session.person_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        return cast("Session", session)
