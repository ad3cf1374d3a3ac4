"""A claim's place on the waitlist, and why it is not the first."""

from dataclasses import dataclass
from typing import Self

from django.db.models import Case, Count, OuterRef, Q, Subquery, When

from events.seats.models.rsvps import Rsvp
from events.seats.querysets import RsvpQuerySet
from memberships.communities.models import Community


@dataclass(frozen=True, slots=True)
class Place:
    """A place on the waitlist, counted from one, and why it is not the first.

    `by_turn` are ahead because they had no seat in the last 30 days and this one had; `by_time`
    because they asked first.
    """

    number: int
    by_turn: int
    by_time: int

    @classmethod
    def of(cls, rsvp: Rsvp) -> Self:
        """The place of a waiting claim that was read `with_places`."""
        number, by_turn = rsvp.place, rsvp.before_by_turn or 0  # type: ignore[attr-defined]
        return cls(number=number, by_turn=by_turn, by_time=number - 1 - by_turn)


def with_places(claims: RsvpQuerySet[Rsvp], *, community: Community) -> RsvpQuerySet[Rsvp]:
    """With the columns that `Place.of` reads; null for claims that do not wait."""
    waits = Q(state=Rsvp.State.WAITING)
    favoured = Q(priority__lt=OuterRef("priority"))
    return claims.annotate(
        place=Case(When(waits, then=waitlist_place(community))),
        before_by_turn=Case(When(waits, then=_counted(community, favoured))),
    )


def waitlist_place(community: Community) -> Subquery:
    """How many waiting claims are on the outer claim's waitlist, up to and including it."""
    same = Q(priority=OuterRef("priority"))
    joined_first = same & Q(joined_at__lt=OuterRef("joined_at"))
    here_first = same & Q(joined_at=OuterRef("joined_at"), pk__lte=OuterRef("pk"))
    return _counted(community, Q(priority__lt=OuterRef("priority")) | joined_first | here_first)


def _counted(community: Community, before: Q) -> Subquery:
    line = Rsvp.objects.within(community).waitlist().order_by()
    ahead = line.filter(before, segment=OuterRef("segment"))
    return Subquery(ahead.values("segment").annotate(number=Count("pk")).values("number"))
