from datetime import datetime
from typing import Self

from django.db.models import Exists, OuterRef, Q

from config.kernel.models import CommunityQuerySet, M_co
from memberships.separations.models import Separation


class PieceQuerySet(CommunityQuerySet[M_co]):
    def submitted(self) -> Self:
        """Pieces that were not withdrawn."""
        return self.filter(withdrawn_at=None)


class FeedbackQuerySet(CommunityQuerySet[M_co]):
    def answered(self) -> Self:
        return self.exclude(answered_at=None)

    def unanswered(self) -> Self:
        return self.filter(answered_at=None)

    def active(self) -> Self:
        """Feedback on pieces that were not withdrawn."""
        return self.filter(piece__withdrawn_at=None)

    def involving(self, membership_id: int) -> Self:
        """Feedback that this member gives, and feedback on their own pieces."""
        return self.filter(Q(reviewer=membership_id) | Q(author=membership_id))

    def between(self, one: int, other: int) -> Self:
        """Feedback that either of these two members gives the other."""
        return self.filter(reviewer__in=(one, other), author__in=(one, other))

    def not_kept_apart(self, now: datetime) -> Self:
        """Feedback whose reader and author are not kept apart."""
        there = Q(protected=OuterRef("author"), restrained=OuterRef("reviewer"))
        back = Q(protected=OuterRef("reviewer"), restrained=OuterRef("author"))
        apart = Separation.objects.active(now).filter(there | back)
        return self.exclude(Exists(apart))
