"""Sessions in the database, read by a prepared query: every request asks for one."""

from datetime import datetime

from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db.models import QuerySet
from django.utils import timezone

from config.kernel.prepared_queries import prepared


class SessionStore(DatabaseStore):
    def _get_session_from_db(self) -> Session | None:
        found = _live_sessions(key=str(self.session_key), now=timezone.now())
        if found:
            return found[0]
        self._session_key = None
        return None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session


@prepared
def _live_sessions(*, key: str, now: datetime) -> QuerySet[Session]:
    return Session.objects.filter(session_key=key, expire_date__gt=now)
