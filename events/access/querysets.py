from datetime import datetime
from typing import Self

from django.db.models import Q

from config.kernel.models import CommunityQuerySet, M_co
from events.access.rules import WORDS_KEPT_AFTER


class AccessNeedQuerySet(CommunityQuerySet[M_co]):
    def of_live_claims(self) -> Self:
        return self.exclude(rsvp__state="RELEASED")

    def unanswered(self) -> Self:
        """Needs of live claims that nobody has answered yet."""
        return self.of_live_claims().filter(state="REQUESTED")

    def fell_due(self, now: datetime) -> Self:
        """Overdue needs at events ahead, whose owner has not been reminded yet."""
        ahead = Q(event__state__in=("SCHEDULED", "LIVE"), event__starts_at__gt=now)
        return self.unanswered().filter(ahead, due_at__lte=now, chased_at=None)

    def to_forget(self, now: datetime) -> Self:
        """Needs whose words have been kept for long enough."""
        long_past = self.filter(event__ends_at__lte=now - WORDS_KEPT_AFTER)
        return long_past.exclude(words="", answer="")

    def forget(self) -> int:
        """Delete the words of both sides, keep the outcome; return how many rows changed."""
        return self.update(words="", answer="")
