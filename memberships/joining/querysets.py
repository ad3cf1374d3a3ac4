from datetime import datetime
from typing import TYPE_CHECKING, Self

from django.db.models import Q

from config.kernel.models import CommunityQuerySet, M_co

if TYPE_CHECKING:
    from memberships.people.models import User


class InvitationQuerySet(CommunityQuerySet[M_co]):
    def open(self, now: datetime) -> Self:
        return self.unused().filter(expires_at__gt=now)

    def unused(self) -> Self:
        """Neither accepted nor withdrawn; they may have run out."""
        return self.filter(accepted_at=None, withdrawn_at=None)

    def sent_to(self, person: "User") -> Self:
        """Invitations to the person's address, and those that they accepted."""
        return self.filter(Q(email=person.email) | Q(accepted_by__user=person))

    def sent_since(self, moment: datetime) -> Self:
        return self.filter(sent_at__gt=moment)


class JoinRequestQuerySet(CommunityQuerySet[M_co]):
    def waiting(self) -> Self:
        return self.filter(status="WAITING")

    def declined_since(self, moment: datetime) -> Self:
        return self.filter(status="DECLINED", decided_at__gt=moment)
