from datetime import datetime
from typing import Self

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, F, Func, IntegerField, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from config.kernel.models import CommunityQuerySet, M_co
from events.hot_seats.rules import OFFERED_BEFORE


def _is_given(now: datetime) -> Q:
    stands = Q(state="OFFERED", held_until__gt=now)
    return stands | Q(state__in=("ACCEPTED", "SEATED", "COMPLETED"))


class _HotSeats(Func):
    """How many HOT_SEAT steps a ritual has."""

    function = "jsonb_path_query_array"
    template = (
        "jsonb_array_length(%(function)s(%(expressions)s, '$[*] ? (@.kind == \"HOT_SEAT\")'))"
    )
    output_field = IntegerField()


class HotSeatQuerySet(CommunityQuerySet[M_co]):
    def active(self) -> Self:
        """Requests that still count: queued, offered, accepted or in the seat."""
        return self.filter(state__in=("QUEUED", "OFFERED", "ACCEPTED", "SEATED"))

    def ready_for_offer(self) -> Self:
        """Queued requests of active members with a seat, who could be offered a place now."""
        can_come = Q(rsvp__state="GOING", membership__status="ACTIVE")
        return self.filter(can_come, state="QUEUED")

    def occupying_a_place(self, now: datetime) -> Self:
        """Places that are taken, or offered to somebody who may still take them."""
        return self.filter(_is_given(now))

    def void_offers(self, now: datetime) -> Self:
        return self.filter(state="OFFERED", held_until__lte=now)

    def due(self, now: datetime) -> Self:
        """Offers whose time is over, and requests queued for a free place within 48 hours."""
        is_on = Q(event__state__in=("SCHEDULED", "LIVE"), event__ends_at__gt=now)
        is_time = is_on & Q(event__starts_at__lte=now + OFFERED_BEFORE)
        theirs = self.model._default_manager.filter(_is_given(now), event=OuterRef("event"))
        given = theirs.order_by().values("event").annotate(number=Count("pk")).values("number")
        queued = (
            self.ready_for_offer()
            .filter(is_time)
            .annotate(
                places=_HotSeats("event__revision__ritual"), given=Coalesce(Subquery(given), 0)
            )
        )
        free = queued.filter(places__gt=F("given")).values("pk")
        return self.filter(Q(pk__in=free) | Q(pk__in=self.void_offers(now).values("pk")))

    def with_past(self, now: datetime) -> Self:
        """With `given_before`: when the member was given hot seats of the same format before."""
        others = self.model._default_manager.exclude(pk=OuterRef("pk")).filter(
            _is_given(now),
            membership=OuterRef("membership"),
            event__revision__template=OuterRef("event__revision__template"),
        )
        moments = others.values(given_at=Coalesce("seated_at", "offered_at"))
        return self.annotate(given_before=ArraySubquery(moments))
