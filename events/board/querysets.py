from datetime import datetime
from typing import Self

from django.db.models import Model, Q

from config.kernel.models import CommunityQuerySet, M_co
from memberships.separations.models import is_apart


class ContributionQuerySet(CommunityQuerySet[M_co]):
    def shown(self) -> Self:
        return self.filter(hidden_at=None)

    def on_board(self, event_id: int, *, reader: Model) -> Self:
        """An event's posts as this reader sees them, newest last; hidden ones only if theirs."""
        posts = self.filter(event_id=event_id)
        seen = posts.filter(Q(hidden_at=None) | Q(membership=reader))
        return seen.select_related("membership__user").order_by("posted_at", "id")

    def not_apart_from(self, reader: Model, *, now: datetime) -> Self:
        """Without posts by members who are kept apart from the reader."""
        return self.exclude(is_apart(reader, author="membership_id", now=now))
