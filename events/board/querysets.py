from datetime import datetime
from typing import Self

from django.db.models import Model, Q

from config.kernel.models import CommunityQuerySet, M_co
from memberships.separations.models import is_apart


class ContributionQuerySet(CommunityQuerySet[M_co]):
    def shown(self) -> Self:
        return self.filter(hidden_at=None)

    def on_board(self, event_id: int, *, reader: Model) -> Self:
        """What this reader sees of it, newest last; of the hidden only their own."""
        posts = self.filter(event_id=event_id)
        seen = posts.filter(Q(hidden_at=None) | Q(membership=reader))
        return seen.select_related("membership__user").order_by("posted_at", "id")

    def not_apart_from(self, reader: Model, *, now: datetime) -> Self:
        """Without the words of those whom the reader is kept apart from."""
        return self.exclude(is_apart(reader, author="membership_id", now=now))
